/** Tickets in the words of the field. */
import {
  TICKET_PRIORITIES,
  type DeskRota,
  type SlaLedgerEntry,
  type Ticket,
  type TicketForecast,
  type TicketList,
  type TicketPriority,
  type TicketRow,
  type TicketStatus,
} from '@mainstay/contract/servicedesk'
import { count, duration } from '../../ui/format.ts'
import type { Tone } from '../../ui/tone.ts'

export const statusWord: Record<TicketStatus, string> = {
  new: 'New',
  open: 'In hand',
  'waiting-customer': 'Waiting for the client',
  'waiting-third-party': 'Waiting for a third party',
  resolved: 'Resolved',
  closed: 'Closed',
}
export const priorityWord: Record<TicketPriority, string> = { urgent: 'Urgent', high: 'High', normal: 'Normal', low: 'Low' }
/** The most urgent first. */
export const PRIORITIES = TICKET_PRIORITIES

export const sourceWord: Record<TicketRow['source'], string> = {
  portal: 'from the portal',
  phone: 'by phone',
  incident: 'from an incident',
  mail: 'by mail',
  recurring: 'as it recurs',
  recommendation: 'from an accepted recommendation',
}

/** The question of the page: what do I take next? */
export function queueTitle({ counts }: Pick<TicketList, 'counts'>): string {
  const { open, overdue } = counts
  if (open === 0) return 'No ticket is open'
  const tickets = `${count(open, 'ticket')} ${open === 1 ? 'is' : 'are'} open`
  return overdue === 0 ? `${tickets}, none of them overdue` : `${tickets}, ${overdue} of them overdue`
}

/** Then it needs a person soon. */
const SOON_MS = 3_600_000

/** Without a tone nothing is to be said about it: a clock that runs proves nothing. */
export type TimeLeft = { tone: Tone | null; text: string }

/** In elapsed time until the deadline, which the calendar has set already. */
export function timeLeft({ next, status }: Pick<TicketRow, 'next' | 'status'>, now: Date): TimeLeft {
  if (next === null) {
    if (status === 'resolved' || status === 'closed') return { tone: null, text: statusWord[status] }
    return { tone: null, text: status.startsWith('waiting') ? 'Waits' : 'No target' }
  }
  const left = Date.parse(next.deadline) - now.getTime()
  const what = next.clock === 'response' ? 'answer' : 'solve'
  if (left < 0) return { tone: 'broken', text: `${duration(-left / 1000)} late to ${what}` }
  return { tone: left < SOON_MS ? 'attention' : null, text: `${duration(left / 1000)} to ${what}` }
}

export function ticketTitle({ number, subject }: Pick<Ticket, 'number' | 'subject'>): string {
  return `#${number} ${subject}`
}

/** Why a stretch of time counted or did not. */
export function whyWord({ why, rule, counted }: Pick<SlaLedgerEntry, 'why' | 'rule' | 'counted'>): string {
  if (counted) return 'counts'
  if (why === 'outside-hours')
    return rule === undefined ? 'outside the hours of the agreement' : `closed: ${rule.replace('exception ', '')}`
  if (why === 'resolved') return 'stood resolved'
  return (statusWord as Record<string, string>)[why]?.toLowerCase() ?? why
}

/** Length of a stretch, in seconds. */
export function lengthOf({ from, to }: Pick<SlaLedgerEntry, 'from' | 'to'>): number {
  return (Date.parse(to) - Date.parse(from)) / 1000
}

/** How each part of the ledger is drawn: what counts is solid, what does not is not. */
export function kindOf({ counted, why }: Pick<SlaLedgerEntry, 'counted' | 'why'>): 'counted' | 'outside' | 'paused' | 'resolved' {
  if (counted) return 'counted'
  if (why === 'outside-hours') return 'outside'
  return why === 'resolved' ? 'resolved' : 'paused'
}

type Clock = Ticket['sla']['response']

/** One clock in a sentence; times are shown beside it. */
export function clockWords(name: 'answer' | 'solve', clock: Clock): TimeLeft {
  if (clock === null) return { tone: 'unknown', text: `No target to ${name} for this priority` }
  const done = name === 'answer' ? 'Answered' : 'Solved'
  if (clock.state === 'breached') return { tone: 'broken', text: clock.at === null ? `Late to ${name}` : `${done}, but late` }
  if (clock.state === 'met') return { tone: 'good', text: `${done} in time` }
  if (clock.state === 'paused') return { tone: 'attention', text: `The time to ${name} stands still` }
  return { tone: null, text: `The time to ${name} runs` }
}

export function spent(time: readonly Pick<Ticket['time'][number], 'startedAt' | 'endedAt'>[], now: Date): number {
  return time.reduce(
    (sum, { startedAt, endedAt }) => sum + ((endedAt ? Date.parse(endedAt) : now.getTime()) - Date.parse(startedAt)) / 1000,
    0,
  )
}

/** Why a mail became no ticket. */
export const refusalWords: Record<string, string> = {
  loop: 'our own mail came back',
  automatic: 'no person wrote it',
  unauthenticated: 'its sender is not proven',
  'unknown-sender': 'its sender is nobody’s person, and its domain no client’s',
  'other-client': 'its sender is of another client than the ticket',
  'which-client': 'its sender belongs to several clients',
  'not-stored': 'could not be stored, in thirty tries',
  'too-large': 'it is larger than 50 MB',
}

/** Of an answer that went out as mail. */
export function sentWords({ to, state, detail }: NonNullable<Ticket['messages'][number]['mail']>): { tone: Tone; words: string } {
  switch (state) {
    case 'delivered':
      return { tone: 'good', words: `sent to ${to}` }
    case 'queued':
      return detail === null
        ? { tone: 'unknown', words: `on its way to ${to}` }
        : { tone: 'attention', words: `not at ${to} yet, it is tried again: ${detail}` }
    default:
      return { tone: 'broken', words: `could not be delivered to ${to}: ${detail ?? state}` }
  }
}

/** Who is there now. */
export function dutyWords({ rota, onDuty }: DeskRota): string {
  if (rota === null) return 'Nobody has said yet who answers when'
  const names = onDuty.map(({ name }) => name)
  if (names.length === 0) return 'Nobody is on duty now'
  return `${new Intl.ListFormat('en').format(names)} ${names.length === 1 ? 'is' : 'are'} on duty now`
}

/** What the queue comes to, as the least. */
export function forecastWords(forecast: NonNullable<TicketForecast['forecast']>): string {
  const { late, hands, minutesPerTicket } = forecast
  const pace = `${count(hands, 'person', 'people')} at ${duration(Math.round(minutesPerTicket) * 60)} a ticket`
  if (late.length === 0) return `With ${pace}, every promise in the queue can be kept.`
  const names = late.slice(0, 3).map(({ number, subject }) => `#${number} ${subject}`)
  return `With ${pace}, at least ${count(late.length, 'ticket')} will be late: ${names.join('; ')}${late.length > 3 ? '; …' : ''}`
}
