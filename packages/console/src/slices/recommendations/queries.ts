/** What is read and changed of recommendations. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type {
  Content,
  DecidersSchema,
  LinkSchema,
  Recommendation,
  RecommendationListSchema,
  Standing,
} from '@mainstay/contract/recommendations'
import { type Answer, get, send } from '../../app/api.ts'

type List = Answer<typeof RecommendationListSchema>

export function recommendationsQuery(clientId: string | undefined) {
  return queryOptions({
    queryKey: ['recommendations', 'list', clientId ?? 'all'],
    queryFn: ({ signal }) => get<List>('/api/recommendations', { clientId }, signal),
  })
}

export function recommendationQuery(id: string) {
  return queryOptions({
    queryKey: ['recommendations', 'one', id],
    queryFn: ({ signal }) => get<Recommendation>(`/api/recommendations/${id}`, {}, signal),
  })
}

export function standingQuery(clientId: string) {
  return queryOptions({
    queryKey: ['recommendations', 'standing', clientId],
    queryFn: ({ signal }) => get<Standing>(`/api/clients/${clientId}/standing`, {}, signal),
  })
}

/** What was declined before `before`, about this device or the whole client. */
export function advisedQuery(o: { clientId: string; deviceId: string | null; before: string }) {
  const { clientId, deviceId, before } = o
  return queryOptions({
    queryKey: ['recommendations', 'advised', clientId, deviceId, before],
    queryFn: ({ signal }) => get<List>(`/api/clients/${clientId}/advised`, { before, deviceId: deviceId ?? undefined }, signal),
  })
}

export function decidersQuery(id: string) {
  return queryOptions({
    queryKey: ['recommendations', 'deciders', id],
    queryFn: ({ signal }) => get<Answer<typeof DecidersSchema>>(`/api/recommendations/${id}/deciders`, {}, signal),
  })
}

export function useDraft() {
  return useChange(({ clientId, content, supersedes }: { clientId: string; content: Content; supersedes?: string }) =>
    send<Recommendation>('POST', `/api/clients/${clientId}/recommendations`, { content, ...(supersedes ? { supersedes } : {}) }),
  )
}

export function useEdit(id: string) {
  return useChange((change: { content: Content; revision: number }) => send<Recommendation>('PUT', `/api/recommendations/${id}`, change))
}

export function usePresent(id: string) {
  return useChange((revision: number) => send<Recommendation>('POST', `/api/recommendations/${id}/present`, { revision }))
}

export function useDiscard(id: string) {
  return useChange(() => send('DELETE', `/api/recommendations/${id}`))
}

export function useReview(id: string) {
  return useChange((review: { note: string; nextOn: string }) => send<Recommendation>('POST', `/api/recommendations/${id}/reviews`, review))
}

export function useMakeLink(id: string) {
  return useChange((personId: string) => send<Answer<typeof LinkSchema>>('POST', `/api/recommendations/${id}/links`, { personId }))
}

function useChange<T, A>(change: (value: T) => Promise<A>) {
  const cache = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => cache.invalidateQueries({ queryKey: ['recommendations'] }) })
}
