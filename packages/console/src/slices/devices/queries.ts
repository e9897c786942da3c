/** What is read and changed of devices. The list comes from monitoring's records, a page at a time. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { DeviceDetail, PolicyChange, PolicyDraftAnswerSchema } from '@mainstay/contract/devices'
import type { DeviceList } from '@mainstay/contract/monitoring'
import { type Answer, get, send } from '../../app/api.ts'
import type { DeviceListSearch } from '../../app/search.ts'

export const PAGE_SIZE = 100

/** One page of the list, the first is 1. Every page carries the total and the counts of its filters. */
export function devicePageQuery(search: DeviceListSearch, page: number) {
  return queryOptions({
    queryKey: ['devices', 'list', search, page],
    queryFn: ({ signal }) => get<DeviceList>('/api/devices', { ...search, page, pageSize: PAGE_SIZE }, signal),
    placeholderData: (previous) => previous,
    refetchInterval: 15_000,
  })
}

export function deviceSearchQuery(q: string) {
  return queryOptions({
    queryKey: ['devices', 'search', q],
    queryFn: ({ signal }) => get<DeviceList>('/api/devices', { q, pageSize: 8 }, signal),
  })
}

/** The devices of one client, the most urgent first. */
export function clientDevicesQuery(clientId: string) {
  return queryOptions({
    queryKey: ['devices', 'of-client', clientId],
    queryFn: ({ signal }) => get<DeviceList>('/api/devices', { clientId, pageSize: 200 }, signal),
  })
}

export function deviceQuery(deviceId: string) {
  return queryOptions({
    queryKey: ['devices', 'one', deviceId],
    queryFn: ({ signal }) => get<DeviceDetail>(`/api/devices/${deviceId}`, {}, signal),
    refetchInterval: 30_000,
  })
}

export type PolicyDraft = Answer<typeof PolicyDraftAnswerSchema>

export function useDraftPolicy(deviceId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (change: PolicyChange) => send<PolicyDraft>('PUT', `/api/devices/${deviceId}/policy`, change),
    onSuccess: () => Promise.all([['devices', 'one', deviceId], ['trust']].map((queryKey) => cache.invalidateQueries({ queryKey }))),
  })
}
