/** What the portal reads and answers of decisions. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Answer as Said, PortalDecision, PortalDecisionListSchema } from '@mainstay/contract/recommendations'
import { type Answer, get, send } from '../app/api.ts'

export const decisionsQuery = queryOptions({
  queryKey: ['decisions', 'list'],
  queryFn: ({ signal }) => get<Answer<typeof PortalDecisionListSchema>>('/api/portal/decisions', {}, signal),
  refetchInterval: 60_000,
})

export function decisionQuery(id: string, link: string | undefined) {
  return queryOptions({
    queryKey: ['decisions', 'one', id],
    queryFn: ({ signal }) => get<PortalDecision>(`/api/portal/decisions/${id}`, { link }, signal),
  })
}

export function useAnswer(id: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (said: Said) => send<PortalDecision>('POST', `/api/portal/decisions/${id}/answer`, said),
    onSuccess: (decision) => {
      cache.setQueryData(decisionQuery(id, undefined).queryKey, decision)
      return cache.invalidateQueries({ queryKey: ['decisions', 'list'] })
    },
  })
}
