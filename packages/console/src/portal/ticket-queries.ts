/** What the portal reads and changes of a firm's tickets. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { NewPortalTicket, PortalTicket, PortalTicketListSchema } from '@mainstay/contract/servicedesk'
import { type Answer, get, send } from '../app/api.ts'

export const portalTicketsQuery = queryOptions({
  queryKey: ['tickets', 'portal'],
  queryFn: ({ signal }) => get<Answer<typeof PortalTicketListSchema>>('/api/portal/tickets', {}, signal),
  refetchInterval: 30_000,
})

export function portalTicketQuery(ticketId: string) {
  return queryOptions({
    queryKey: ['tickets', 'portal', ticketId],
    queryFn: ({ signal }) => get<PortalTicket>(`/api/portal/tickets/${ticketId}`, {}, signal),
    refetchInterval: 30_000,
  })
}

export function useOpenPortalTicket() {
  return useTicketChange(({ clientId, ...ticket }: NewPortalTicket & { clientId: string }) =>
    send<PortalTicket>('POST', `/api/portal/clients/${clientId}/tickets`, ticket),
  )
}

export function useReply(ticketId: string) {
  return useTicketChange((body: string) => send<PortalTicket>('POST', `/api/portal/tickets/${ticketId}/replies`, { body }))
}

export function useJudge(ticketId: string) {
  return useTicketChange((answer: 'good' | 'bad') => send<PortalTicket>('PUT', `/api/portal/tickets/${ticketId}/satisfaction`, { answer }))
}

function useTicketChange<T>(change: (value: T) => Promise<PortalTicket>) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: (ticket) => {
      cache.setQueryData(portalTicketQuery(ticket.id).queryKey, ticket)
      return cache.invalidateQueries({ queryKey: ['tickets', 'portal'] })
    },
  })
}
