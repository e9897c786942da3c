/** Every second of a ticket's life with the reason why it counted or did not. */
import type { SlaLedgerEntry } from '@mainstay/contract/servicedesk'
import type { Stretch } from './timeline.ts'
import type { WorkingTime } from './working-time.ts'

export function ledgerOf(stretches: readonly Stretch[], time: WorkingTime): SlaLedgerEntry[] {
  const entries: Entry[] = []
  for (const stretch of stretches) for (const entry of partsOf(stretch, time)) append(entries, entry)
  return entries.map(({ from, to, counted, why }) => {
    const exceptions = why === OUTSIDE ? time.exceptionsWithin(from, to) : []
    return {
      from: instant(from),
      to: instant(to),
      counted,
      why,
      ...(exceptions.length > 0 ? { rule: `exception ${exceptions.join(', ')}` } : {}),
    }
  })
}

/** Whole seconds, `2026-11-24T15:00:00Z`. */
export function instant(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
}

type Entry = { from: number; to: number; counted: boolean; why: string }
const OUTSIDE = 'outside-hours'

/** Paused and resolved time is that whatever the hour; only running time is told apart by hours. */
function partsOf({ from, to, kind, why }: Stretch, time: WorkingTime): Entry[] {
  if (kind !== 'runs') return [{ from, to, counted: false, why }]
  const parts: Entry[] = []
  let at = from
  for (const open of time.openWithin(from, to)) {
    if (open.from > at) parts.push({ from: at, to: open.from, counted: false, why: OUTSIDE })
    parts.push({ ...open, counted: true, why })
    at = open.to
  }
  if (at < to) parts.push({ from: at, to, counted: false, why: OUTSIDE })
  return parts
}

function append(entries: Entry[], entry: Entry): void {
  const last = entries.at(-1)
  if (last !== undefined && last.to === entry.from && last.counted === entry.counted && last.why === entry.why) last.to = entry.to
  else entries.push({ ...entry })
}
