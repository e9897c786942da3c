/** Tickets in the words of an owner. */
import type { PortalTicket, PortalTicketRow, TicketStatus } from '@mainstay/contract/servicedesk'
import { count } from '../ui/format.ts'
import type { Tone } from '../ui/tone.ts'

export const statusForOwners: Record<TicketStatus, string> = {
  new: 'We have it, and nobody has looked at it yet',
  open: 'Somebody works on it',
  'waiting-customer': 'We wait for you',
  'waiting-third-party': 'We wait for somebody else',
  resolved: 'It is solved',
  closed: 'It is solved and closed',
}

export function toneForOwners(status: TicketStatus): Tone {
  return status === 'resolved' || status === 'closed' ? 'good' : 'attention'
}

export function ticketsTitle(tickets: readonly Pick<PortalTicketRow, 'status'>[]): string {
  const open = tickets.filter(({ status }) => status !== 'resolved' && status !== 'closed')
  const ours = open.filter(({ status }) => status === 'waiting-customer').length
  if (open.length === 0) return tickets.length === 0 ? 'You have not asked for anything yet' : 'Everything you asked for is solved'
  const are = `${count(open.length, 'request')} ${open.length === 1 ? 'is' : 'are'} not solved yet`
  return ours === 0 ? are : `${are}, ${ours} of them ${ours === 1 ? 'waits' : 'wait'} for you`
}

/** The promise as a sentence up to its time, which stands after it; null time: nothing to show. */
export type PromiseWords = { tone: Tone; words: string; at: string | null }

export function promiseForOwners({ response, resolution, status, waitingFor }: Promised): PromiseWords[] {
  const lines: PromiseWords[] = []
  if (response !== null) {
    if (response.at === null) {
      const late = response.state === 'breached'
      lines.push({
        tone: late ? 'broken' : 'attention',
        words: late ? 'We should have answered by now; the promise was' : 'You hear from a person at the latest',
        at: response.deadline,
      })
    } else if (response.state === 'breached') lines.push({ tone: 'broken', words: 'We answered later than promised:', at: response.at })
    else lines.push({ tone: 'good', words: 'We answered in time:', at: response.at })
  }
  if (resolution === null) return lines
  if (status === 'waiting-customer' || status === 'waiting-third-party')
    lines.push({ tone: 'attention', words: `The time to solve it stands still. It waits for: ${waitingFor ?? 'not said'}`, at: null })
  else if (resolution.at !== null)
    lines.push(
      resolution.state === 'breached'
        ? { tone: 'broken', words: 'It was solved later than promised:', at: resolution.at }
        : { tone: 'good', words: 'It was solved in time:', at: resolution.at },
    )
  else if (resolution.state === 'breached')
    lines.push({ tone: 'broken', words: 'It should have been solved by now; the promise was', at: resolution.deadline })
  else lines.push({ tone: 'attention', words: 'It is solved at the latest', at: resolution.deadline })
  return lines
}

type Promised = Pick<PortalTicket, 'response' | 'resolution' | 'status' | 'waitingFor'>
