/** What is read of recovery, and asking for a test. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { ClientRecovery, Coverage, DeviceKeeping, DeviceRecovery } from '@mainstay/contract/recovery'
import { get, send } from '../../app/api.ts'

export function clientRecoveryQuery(clientId: string) {
  return queryOptions({
    queryKey: ['recovery', 'of-client', clientId],
    queryFn: ({ signal }) => get<ClientRecovery>(`/api/clients/${clientId}/recovery`, {}, signal),
  })
}

export function deviceRecoveryQuery(deviceId: string) {
  return queryOptions({
    queryKey: ['recovery', 'of-device', deviceId],
    queryFn: ({ signal }) => get<DeviceRecovery>(`/api/devices/${deviceId}/recovery`, {}, signal),
  })
}

export function coverageQuery(deviceId: string) {
  return queryOptions({
    queryKey: ['recovery', 'coverage', deviceId],
    queryFn: ({ signal }) => get<Coverage>(`/api/devices/${deviceId}/recovery/coverage`, {}, signal),
  })
}

export function keepingQuery(deviceId: string) {
  return queryOptions({
    queryKey: ['recovery', 'keeping', deviceId],
    queryFn: ({ signal }) => get<DeviceKeeping>(`/api/devices/${deviceId}/recovery/keeping`, {}, signal),
  })
}

/** A change of what is kept; `path` below the API. */
export function useKeepingChange<T>(call: (input: T) => { method: 'POST' | 'PUT' | 'DELETE'; path: string; body?: unknown }) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (input: T) => {
      const { method, path, body } = call(input)
      return send<unknown>(method, path, body)
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: ['recovery'] }),
  })
}

export function useProve(deviceId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => send<{ queued: true }>('POST', `/api/devices/${deviceId}/recovery/prove`),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['recovery'] }),
  })
}
