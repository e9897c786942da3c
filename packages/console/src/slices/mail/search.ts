/** What the page of mail keeps in its address: whose mail, what is looked for, which page of it. Read leniently, since people edit addresses. */
import type { DeliveryWire } from '@mainstay/contract/mail'

export type MailSearch = {
  clientId?: string
  words?: string
  sender?: string
  recipient?: string
  subject?: string
  /** Of UTC, `2026-11-24`. */
  day?: string
  state?: DeliveryWire['state']
  verdict?: DeliveryWire['verdict']
  reason?: string
  page?: number
}

const STATES = ['queued', 'delivered', 'quarantined', 'held', 'rejected', 'blocked', 'removed'] as const
const VERDICTS = ['deliver', 'tag', 'quarantine', 'reject', 'defer'] as const

export function mailSearch(raw: Record<string, unknown>): MailSearch {
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 300) : undefined
  const like = (pattern: RegExp, value: unknown): string | undefined =>
    typeof value === 'string' && pattern.test(value) ? value : undefined
  const page = Number(raw['page'])
  const all = {
    clientId: like(/^[0-9a-f-]{36}$/i, raw['clientId']),
    words: text(raw['words']),
    sender: text(raw['sender']),
    recipient: text(raw['recipient']),
    subject: text(raw['subject']),
    day: like(/^\d{4}-\d\d-\d\d$/, raw['day']),
    state: STATES.find((one) => one === raw['state']),
    verdict: VERDICTS.find((one) => one === raw['verdict']),
    reason: like(/^[a-z.-]{1,60}$/, raw['reason']),
    page: Number.isInteger(page) && page > 1 ? page : undefined,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== '')) as MailSearch
}
