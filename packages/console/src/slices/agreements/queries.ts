/** What is read and changed of agreements and invoices. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type {
  AccountingWebhookAnswer,
  AgreementList,
  ClientEvents,
  Billing,
  Invoice,
  InvoiceList,
  NewPrice,
  Outlook,
  RenewalReview,
  SetAgreement,
} from '@mainstay/contract/agreements'
import { get, send } from '../../app/api.ts'

export function agreementsQuery(clientId: string) {
  return queryOptions({
    queryKey: ['agreements', 'of-client', clientId],
    queryFn: ({ signal }) => get<AgreementList>(`/api/clients/${clientId}/agreements`, {}, signal),
  })
}

export function invoicesQuery(clientId: string) {
  return queryOptions({
    queryKey: ['agreements', 'invoices', clientId],
    queryFn: ({ signal }) => get<InvoiceList>(`/api/clients/${clientId}/invoices`, {}, signal),
  })
}

export function invoiceQuery(clientId: string, id: string) {
  return queryOptions({
    queryKey: ['agreements', 'invoice', clientId, id],
    queryFn: ({ signal }) => get<Invoice>(`/api/clients/${clientId}/invoices/${id}`, {}, signal),
  })
}

export const outlookQuery = queryOptions({
  queryKey: ['agreements', 'outlook'],
  queryFn: ({ signal }) => get<Outlook>('/api/money/outlook', {}, signal),
})

export function reviewQuery(clientId: string, agreementId: string) {
  return queryOptions({
    queryKey: ['agreements', 'review', clientId, agreementId],
    queryFn: ({ signal }) => get<RenewalReview>(`/api/clients/${clientId}/agreements/${agreementId}/review`, {}, signal),
  })
}

export function eventsQuery(clientId: string) {
  return queryOptions({
    queryKey: ['agreements', 'events', clientId],
    queryFn: ({ signal }) => get<ClientEvents>(`/api/clients/${clientId}/events`, {}, signal),
  })
}

export const webhookQuery = queryOptions({
  queryKey: ['agreements', 'webhook'],
  queryFn: ({ signal }) => get<AccountingWebhookAnswer>('/api/billing/webhook', {}, signal),
})

/** Null: it is told no more. */
export function useSetWebhook() {
  return useChange((url: string | null) =>
    url === null
      ? send<AccountingWebhookAnswer>('DELETE', '/api/billing/webhook')
      : send<AccountingWebhookAnswer>('PUT', '/api/billing/webhook', { url }),
  )
}

export const billingQuery = queryOptions({
  queryKey: ['agreements', 'billing'],
  queryFn: ({ signal }) => get<{ billing: Billing | null }>('/api/billing', {}, signal),
})

export function useSetAgreement(clientId: string) {
  return useChange(({ id, terms }: { id: string | null; terms: SetAgreement }) =>
    send<AgreementList>(id === null ? 'POST' : 'PUT', `/api/clients/${clientId}/agreements${id === null ? '' : `/${id}`}`, terms),
  )
}

export function useAddPrice(clientId: string, agreementId: string) {
  return useChange((price: NewPrice) => send<AgreementList>('POST', `/api/clients/${clientId}/agreements/${agreementId}/prices`, price))
}

export function useWithdrawPrice(clientId: string, agreementId: string) {
  return useChange((priceId: string) =>
    send<AgreementList>('DELETE', `/api/clients/${clientId}/agreements/${agreementId}/prices/${priceId}`),
  )
}

export function useDraftInvoice(clientId: string) {
  return useChange((month: string) => send<Invoice>('POST', `/api/clients/${clientId}/invoices`, { month }))
}

export function useApproveInvoice(clientId: string) {
  return useChange(({ id, madeAt }: Invoice) => send<Invoice>('POST', `/api/clients/${clientId}/invoices/${id}/approve`, { madeAt }))
}

export function useSetBilling() {
  return useChange((billing: Billing) => send<{ billing: Billing }>('PUT', '/api/billing', billing))
}

function useChange<T, R>(change: (value: T) => Promise<R>) {
  const cache = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => cache.invalidateQueries({ queryKey: ['agreements'] }) })
}
