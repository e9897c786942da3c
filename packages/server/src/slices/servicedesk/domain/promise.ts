/** The promise of a month: of the clocks that ended in it, how many were kept, and why the others were not, by their ledgers. */
import type { SlaAnswer, SlaLedgerEntry } from '@mainstay/contract/servicedesk'

export type EndedTicket = { subject: string; openedAt: Date; answer: SlaAnswer }
export type Miss = {
  subject: string
  clock: 'response' | 'resolution'
  deadline: Date /** Null: not ended by the month's end. */
  at: Date | null
  why: string
}
export type PromiseKept = { kept: number; of: number; misses: Miss[] }

/** A clock counts in the month in which it ended or was missed: once, and in no other. */
export function promiseOf(tickets: readonly EndedTicket[], month: { from: Date; to: Date }): PromiseKept {
  const misses: Miss[] = []
  let of = 0
  for (const { subject, answer } of tickets)
    for (const clock of ['response', 'resolution'] as const) {
      const one = answer[clock]
      if (one === null) continue
      const breach = answer.breaches.find((b) => b.clock === clock)
      const at = one.at === null ? null : new Date(one.at)
      const settled = breach === undefined ? at : new Date(breach.deadline)
      if (settled === null || settled < month.from || settled >= month.to) continue
      of++
      if (breach === undefined) continue
      const ended = at !== null && at < month.to ? at : null
      misses.push({ subject, clock, deadline: settled, at: ended, why: explained(answer.ledger, settled, ended ?? month.to) })
    }
  return { kept: of - misses.length, of, misses: misses.toSorted((a, b) => a.deadline.getTime() - b.deadline.getTime()) }
}

/** Where the time after the deadline went, out of the ledger. */
function explained(ledger: readonly SlaLedgerEntry[], from: Date, to: Date): string {
  const seconds = { late: 0, waiting: 0, outside: 0 }
  for (const entry of ledger) {
    const [start, end] = [Math.max(Date.parse(entry.from), from.getTime()), Math.min(Date.parse(entry.to), to.getTime())]
    if (end <= start) continue
    const kind = entry.counted ? 'late' : entry.why === 'outside-hours' ? 'outside' : 'waiting'
    seconds[kind] += (end - start) / 1000
  }
  const parts = [
    seconds.late > 0 ? `${time(seconds.late)} of working time late` : '',
    seconds.waiting > 0 ? `${time(seconds.waiting)} of waiting for an answer not counted` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'late by less than a minute of working time' : parts.join(', ')
}

function time(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60))
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
