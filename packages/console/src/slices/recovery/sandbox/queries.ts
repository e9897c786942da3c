/** What is read of a restored server that is looked at, and what can be done with it. */
import type {
  DeviceSandbox,
  Sandbox,
  SANDBOX_PROTOCOL,
  SandboxFolder,
  Say,
  StartSandbox,
  Ticket,
  Window,
} from '@mainstay/contract/recovery'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { get, send } from '../../../app/api.ts'

/** While it starts its steps are seconds long. */
const STARTING_MS = 1500
const RUNNING_MS = 5000

export function deviceSandboxQuery(deviceId: string) {
  return queryOptions({
    queryKey: ['recovery', 'sandbox', deviceId],
    queryFn: ({ signal }) => get<DeviceSandbox>(`/api/devices/${deviceId}/recovery/sandbox`, {}, signal),
    refetchInterval: ({ state: { data } }) => {
      if (data?.newest?.state === 'starting' || (data?.newest?.state === 'running' && data.newest.seen === null)) return STARTING_MS
      return data?.newest?.state === 'running' ? RUNNING_MS : false
    },
  })
}

export function useSandbox(deviceId: string) {
  const cache = useQueryClient()
  const onSuccess = () => cache.invalidateQueries({ queryKey: ['recovery'] })
  return {
    start: useMutation({
      mutationFn: (body: StartSandbox) => send<Sandbox>('POST', `/api/devices/${deviceId}/recovery/sandbox`, body),
      onSettled: onSuccess,
    }),
    end: useMutation({ mutationFn: (id: string) => send('POST', `/api/sandboxes/${id}/end`), onSuccess }),
    say: useMutation({
      mutationFn: ({ id, ...body }: Say & { id: string }) => send<Sandbox>('POST', `/api/sandboxes/${id}/statement`, body),
      onSuccess,
    }),
  }
}

export function folderQuery(sandboxId: string, path: string) {
  return queryOptions({
    queryKey: ['sandbox-files', sandboxId, path],
    queryFn: ({ signal }) => get<SandboxFolder>(`/api/sandboxes/${sandboxId}/files`, { path }, signal),
    // Nothing changes in it.
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Where the browser takes a file from. */
export function fileAddress(sandboxId: string, path: string): string {
  return `/api/sandboxes/${sandboxId}/file?${new URLSearchParams({ path })}`
}

const PROTOCOL = 'mainstay.sandbox' satisfies typeof SANDBOX_PROTOCOL

/** A window's line, with a ticket of its own. */
export async function openLine(sandboxId: string, window: Window): Promise<WebSocket> {
  const path = `/api/sandboxes/${sandboxId}/windows/${window}`
  const { ticket } = await send<Ticket>('POST', `${path}/ticket`)
  const line = new WebSocket(`${location.origin.replace(/^http/, 'ws')}${path}`, [PROTOCOL, `ticket.${ticket}`])
  line.binaryType = 'arraybuffer'
  return line
}
