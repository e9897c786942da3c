/** What happened to a ticket, as a line between its messages. */
import type { Ticket, TicketPriority, TicketStatus } from '@mainstay/contract/servicedesk'
import { priorityWord, statusWord } from './wording.ts'

/** Null: it needs no line. */
export function changeWords({ type, to, by, reason }: Ticket['changes'][number]): string | null {
  const why = reason === null ? '' : `: ${reason}`
  switch (type) {
    case 'status':
      return `${by}: ${(statusWord[to as TicketStatus] ?? to ?? '').toLowerCase()}${why}`
    case 'priority':
      return `${by} made the priority ${(priorityWord[to as TicketPriority] ?? to ?? '').toLowerCase()}`
    case 'assigned':
      return `${by} gave it to ${to}`
    case 'resolved':
      return `${by} resolved it${why}`
    case 'reopened':
      return `${by} opened it again`
    case 'merged':
      return `${by} merged ticket #${to} into it`
    case 'satisfaction':
      return to === 'good' ? `${by} says it was solved well` : `${by} says it was not solved well`
    default:
      return null
  }
}
