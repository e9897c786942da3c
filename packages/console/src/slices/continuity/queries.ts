/** What is read and changed of disaster-recovery plans and drills. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type {
  AnswerPlan,
  Continuity,
  Drill,
  NewDrill,
  PlanContent,
  PortalContinuitySchema,
  RecordDrill,
  RecoveryPlan,
} from '@mainstay/contract/continuity'
import { type Answer, get, send } from '../../app/api.ts'

export function continuityQuery(clientId: string) {
  return queryOptions({
    queryKey: ['continuity', 'client', clientId],
    queryFn: ({ signal }) => get<Continuity>(`/api/clients/${clientId}/continuity`, {}, signal),
  })
}

export const portalContinuityQuery = queryOptions({
  queryKey: ['continuity', 'portal'],
  queryFn: ({ signal }) => get<Answer<typeof PortalContinuitySchema>>('/api/portal/continuity', {}, signal),
})

export function useDraftPlan(clientId: string) {
  return useChange(() => send<RecoveryPlan>('POST', `/api/clients/${clientId}/continuity/plans`))
}

export function useEditPlan(id: string) {
  return useChange((o: { content: PlanContent; revision: number }) => send<RecoveryPlan>('PUT', `/api/continuity/plans/${id}`, o))
}

export function usePresentPlan(id: string) {
  return useChange((revision: number) => send<RecoveryPlan>('POST', `/api/continuity/plans/${id}/present`, { revision }))
}

export function useDiscardPlan(id: string) {
  return useChange(() => send('DELETE', `/api/continuity/plans/${id}`))
}

export function usePlanDrill(clientId: string) {
  return useChange((o: NewDrill) => send<Drill>('POST', `/api/clients/${clientId}/continuity/drills`, o))
}

export function useCancelDrill(id: string) {
  return useChange(() => send<Drill>('POST', `/api/continuity/drills/${id}/cancel`))
}

export function useRecordDrill(id: string) {
  return useChange((o: RecordDrill) => send<Drill>('POST', `/api/continuity/drills/${id}/record`, o))
}

export function useAnswerPlan(id: string) {
  return useChange((said: AnswerPlan) => send<RecoveryPlan>('POST', `/api/portal/continuity/plans/${id}/answer`, said))
}

function useChange<T, A>(change: (value: T) => Promise<A>) {
  const cache = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => cache.invalidateQueries({ queryKey: ['continuity'] }) })
}
