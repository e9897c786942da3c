/** What is read and changed of tickets; every change answers with the ticket as it then is. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type {
  AssigneesSchema,
  CannedRepliesSchema,
  DeskMail,
  DeskRota,
  DeskSettings,
  NewCannedReply,
  NewRecurring,
  NewTemplate,
  NewTicket,
  RecurringList,
  TemplateList,
  Rota,
  SetDeskMailbox,
  SetDeskSettings,
  Ticket,
  TicketForecast,
  TicketList,
  TicketStatusChange,
} from '@mainstay/contract/servicedesk'
import { type Answer, get, send } from '../../app/api.ts'
import type { TicketListSearch } from './ticket-search.ts'

export const PAGE_SIZE = 100

export function ticketPageQuery(search: TicketListSearch, page: number) {
  return queryOptions({
    queryKey: ['tickets', 'list', search, page],
    queryFn: ({ signal }) => get<TicketList>('/api/tickets', { ...search, page, pageSize: PAGE_SIZE }, signal),
    placeholderData: (previous) => previous,
    refetchInterval: 30_000,
  })
}

export function ticketQuery(ticketId: string) {
  return queryOptions({
    queryKey: ['tickets', 'one', ticketId],
    queryFn: ({ signal }) => get<Ticket>(`/api/tickets/${ticketId}`, {}, signal),
    // Nobody tells when another server has taken a mail: while one is on its way, the page asks.
    refetchInterval: ({ state: { data } }) => (data?.messages.some(({ mail }) => mail?.state === 'queued') ? 3000 : 60_000),
  })
}

export function assigneesQuery(clientId: string) {
  return queryOptions({
    queryKey: ['assignees', clientId],
    queryFn: ({ signal }) => get<Answer<typeof AssigneesSchema>>(`/api/clients/${clientId}/assignees`, {}, signal),
  })
}

export function deskSettingsQuery(clientId: string) {
  return queryOptions({
    queryKey: ['desk-settings', clientId],
    queryFn: ({ signal }) => get<DeskSettings>(`/api/clients/${clientId}/desk-settings`, {}, signal),
  })
}

export const rotaQuery = queryOptions({
  queryKey: ['desk-rota'],
  queryFn: ({ signal }) => get<DeskRota>('/api/desk/rota', {}, signal),
  refetchInterval: 60_000,
})

export const forecastQuery = queryOptions({
  queryKey: ['tickets', 'forecast'],
  queryFn: ({ signal }) => get<TicketForecast>('/api/desk/forecast', {}, signal),
  refetchInterval: 60_000,
})

export function useSetRota() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (rota: Rota) => send<DeskRota>('PUT', '/api/desk/rota', rota),
    onSuccess: (rota) => cache.setQueryData(rotaQuery.queryKey, rota),
  })
}

export const cannedQuery = queryOptions({
  queryKey: ['canned-replies'],
  queryFn: ({ signal }) => get<Answer<typeof CannedRepliesSchema>>('/api/desk/canned-replies', {}, signal),
})

export function useSaveCanned() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (reply: NewCannedReply) => send<Answer<typeof CannedRepliesSchema>>('POST', '/api/desk/canned-replies', reply),
    onSuccess: (replies) => cache.setQueryData(cannedQuery.queryKey, replies),
  })
}

export const templatesQuery = queryOptions({
  queryKey: ['ticket-templates'],
  queryFn: ({ signal }) => get<TemplateList>('/api/desk/templates', {}, signal),
})

export function useSaveTemplate() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (template: NewTemplate) => send<TemplateList>('POST', '/api/desk/templates', template),
    onSuccess: (templates) => cache.setQueryData(templatesQuery.queryKey, templates),
  })
}

export function useRemoveTemplate() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => send<TemplateList>('DELETE', `/api/desk/templates/${id}`),
    onSuccess: (templates) => cache.setQueryData(templatesQuery.queryKey, templates),
  })
}

export function recurringQuery(clientId: string) {
  return queryOptions({
    queryKey: ['recurring-tickets', clientId],
    queryFn: ({ signal }) => get<RecurringList>(`/api/clients/${clientId}/recurring-tickets`, {}, signal),
  })
}

export function useAddRecurring(clientId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (work: NewRecurring) => send<RecurringList>('POST', `/api/clients/${clientId}/recurring-tickets`, work),
    onSuccess: (list) => cache.setQueryData(recurringQuery(clientId).queryKey, list),
  })
}

export function useRemoveRecurring(clientId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => send<RecurringList>('DELETE', `/api/clients/${clientId}/recurring-tickets/${id}`),
    onSuccess: (list) => cache.setQueryData(recurringQuery(clientId).queryKey, list),
  })
}

export const deskMailQuery = queryOptions({
  queryKey: ['desk-mail'],
  queryFn: ({ signal }) => get<DeskMail>('/api/desk/mailbox', {}, signal),
  refetchInterval: 30_000,
})

export function useSetMailbox() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (mailbox: SetDeskMailbox) => send<DeskMail>('PUT', '/api/desk/mailbox', mailbox),
    onSuccess: (mail) => cache.setQueryData(deskMailQuery.queryKey, mail),
  })
}

export type TicketAction =
  | { do: 'messages'; kind: 'reply' | 'note'; body: string; next?: TicketStatusChange }
  | ({ do: 'status' } & TicketStatusChange)
  | { do: 'priority'; priority: Ticket['priority'] }
  | { do: 'assignee'; personId: string | null }
  | { do: 'stopwatch/start' | 'stopwatch/stop'; note: string }
  | { do: 'time'; minutes: number; note: string }
  | { do: 'tags'; tags: string[] }
  | { do: 'parent'; parentId: string | null }
  | { do: 'merge'; into: string }
  | { do: 'split'; messageId: string; subject: string }
  | { do: 'checklist'; itemId: string; done: boolean }
  | { do: 'checklist/add'; items: string[] }

const CHANGES: readonly string[] = ['status', 'priority', 'assignee', 'tags', 'parent', 'checklist']

export function useTicketAction(ticketId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ do: what, ...body }: TicketAction) =>
      send<Ticket>(
        CHANGES.includes(what) ? 'PUT' : 'POST',
        `/api/tickets/${ticketId}/${what === 'checklist/add' ? 'checklist' : what}`,
        body,
      ),
    onSuccess: (ticket) => {
      // A merge or a split answers with the other ticket.
      cache.setQueryData(ticketQuery(ticket.id).queryKey, ticket)
      if (ticket.id !== ticketId) void cache.invalidateQueries({ queryKey: ticketQuery(ticketId).queryKey })
      return cache.invalidateQueries({ queryKey: ['tickets', 'list'] })
    },
  })
}

export function useOpenTicket() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ clientId, ...ticket }: NewTicket & { clientId: string }) =>
      send<Ticket>('POST', `/api/clients/${clientId}/tickets`, ticket),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['tickets'] }),
  })
}

export function useSetDeskSettings(clientId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (settings: SetDeskSettings) => send<DeskSettings>('PUT', `/api/clients/${clientId}/desk-settings`, settings),
    onSuccess: (settings) => cache.setQueryData(deskSettingsQuery(clientId).queryKey, settings),
  })
}
