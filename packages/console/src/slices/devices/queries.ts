/** What is read and changed of devices. The list comes from monitoring's records, a page at a time. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { DeviceDetail, PolicyChange, PolicyDraftAnswerSchema } from '@mainstay/contract/devices'
import type { DeviceList } from '@mainstay/contract/monitoring'
import { type Answer, get, send } from '../../app/api.ts'
import type { DeviceListSearch } from '../../app/search.ts'

export const PAGE_SIZE = 100

export function deviceListQuery(search: DeviceListSearch) {
  return infiniteQueryOptions({
    queryKey: ['devices', 'list', search],
    queryFn: ({ pageParam, signal }) =>
      get<DeviceList>('/api/devices', { ...search, page: pageParam, pageSize: PAGE_SIZE }, signal),
    initialPageParam: 1,
    getNextPageParam: (last, pages) => (pages.length * PAGE_SIZE < last.total ? pages.length + 1 : undefined),
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
  })
}

export type PolicyDraft = Answer<typeof PolicyDraftAnswerSchema>

export function useDraftPolicy(deviceId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (change: PolicyChange) => send<PolicyDraft>('PUT', `/api/devices/${deviceId}/policy`, change),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['devices', 'one', deviceId] }),
  })
}
