/** What is read and answered of standards. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Recommendation } from '@mainstay/contract/recommendations'
import type { ClientStandards, NewCheckAnswer } from '@mainstay/contract/standards'
import { get, send } from '../../app/api.ts'

export function standardsQuery(clientId: string) {
  return queryOptions({
    queryKey: ['standards', clientId],
    queryFn: ({ signal }) => get<ClientStandards>(`/api/clients/${clientId}/standards`, {}, signal),
  })
}

export function useAnswerCheck(clientId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ checkId, ...answer }: NewCheckAnswer & { checkId: string }) =>
      send<ClientStandards>('POST', `/api/clients/${clientId}/standards/${checkId}/answers`, answer),
    onSuccess: (standards) => cache.setQueryData(standardsQuery(clientId).queryKey, standards),
  })
}

export function useRecommendCheck(clientId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (checkId: string) => send<Recommendation>('POST', `/api/clients/${clientId}/standards/${checkId}/recommendation`),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['recommendations'] }),
  })
}
