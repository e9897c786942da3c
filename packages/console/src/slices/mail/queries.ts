/** What is read and changed of a client's mail. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type {
  DeliveryWire,
  LessonWire,
  MailDaysSchema,
  MailDomainListSchema,
  MailPolicySchema,
  PreviewSchema,
  SetMailDomainSchema,
  TraceSchema,
} from '@mainstay/contract/mail'
import { type Answer, get, send } from '../../app/api.ts'
import type { MailSearch } from './search.ts'

export type Days = Answer<typeof MailDaysSchema>['days']
export type Preview = Answer<typeof PreviewSchema>
export type MailDomain = Answer<typeof MailDomainListSchema>['domains'][number]
type DomainDraft = Answer<typeof SetMailDomainSchema>

export const PAGE_SIZE = 50
const DAY_MS = 86_400_000

export function traceQuery(clientId: string, { day, page = 1, ...search }: MailSearch) {
  const from = day === undefined ? undefined : `${day}T00:00:00Z`
  const to = from === undefined ? undefined : new Date(Date.parse(from) + DAY_MS).toISOString()
  const filter = { ...search, clientId: undefined }
  return queryOptions({
    queryKey: ['mail', 'trace', clientId, filter, day, page],
    queryFn: ({ signal }) =>
      get<Answer<typeof TraceSchema>>(
        `/api/clients/${clientId}/mail/deliveries`,
        { ...filter, from, to, page, pageSize: PAGE_SIZE },
        signal,
      ),
    placeholderData: (previous) => previous,
    refetchInterval: 30_000,
  })
}

/** Of the last 30 days with today, as UTC has them: so the counts are kept. */
export function daysQuery(clientId: string) {
  return queryOptions({
    queryKey: ['mail', 'days', clientId],
    queryFn: ({ signal }) => {
      const day = (back: number): string => new Date(Date.now() - back * DAY_MS).toISOString().slice(0, 10)
      return get<{ days: Days }>(`/api/clients/${clientId}/mail/days`, { from: day(29), to: day(-1) }, signal)
    },
  })
}

export function domainsQuery(clientId: string) {
  return queryOptions({
    queryKey: ['mail', 'domains', clientId],
    queryFn: ({ signal }) => get<Answer<typeof MailDomainListSchema>>(`/api/clients/${clientId}/mail/domains`, {}, signal),
  })
}

const pathOf = ({ clientId, receivedAt, id }: Pick<DeliveryWire, 'clientId' | 'receivedAt' | 'id'>): string =>
  `/api/clients/${clientId}/mail/deliveries/${receivedAt}/${id}`

function useChange<T>(change: (input: T) => Promise<unknown>) {
  const cache = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => cache.invalidateQueries({ queryKey: ['mail'] }) })
}

/** Not a query: each look is recorded with its reason. */
export function useOpenMessage(message: DeliveryWire) {
  return useMutation({ mutationFn: (reason: string) => send<Preview>('POST', `${pathOf(message)}/preview`, { reason }) })
}

export function useRelease(message: DeliveryWire) {
  return useChange((input: { reason: string; allowSender: boolean }) => send('POST', `${pathOf(message)}/release`, input))
}

export function useBlock(message: DeliveryWire) {
  return useChange((denySender: boolean) => send('POST', `${pathOf(message)}/block`, { denySender }))
}

export function useTeach(message: DeliveryWire) {
  return useChange((lesson: LessonWire | null) => send('PUT', `${pathOf(message)}/lesson`, { lesson }))
}

export function useSetDomain(clientId: string) {
  return useChange(({ domain, ...draft }: DomainDraft & { domain: string }) =>
    send('PUT', `/api/clients/${clientId}/mail/domains/${encodeURIComponent(domain)}`, draft),
  )
}

export function useRemoveDomain(clientId: string) {
  return useChange((domain: string) => send('DELETE', `/api/clients/${clientId}/mail/domains/${encodeURIComponent(domain)}`))
}

export type MailPolicy = Answer<typeof MailPolicySchema>

export function policyQuery(clientId: string) {
  return queryOptions({
    queryKey: ['mail', 'policy', clientId],
    queryFn: ({ signal }) => get<MailPolicy>(`/api/clients/${clientId}/mail/policy`, {}, signal),
  })
}

export function useSetPolicy(clientId: string) {
  return useChange((policy: MailPolicy) => send('PUT', `/api/clients/${clientId}/mail/policy`, policy))
}

export function useSendDigests(clientId: string) {
  return useMutation({ mutationFn: () => send<{ sent: number }>('POST', `/api/clients/${clientId}/mail/digests`, {}) })
}
