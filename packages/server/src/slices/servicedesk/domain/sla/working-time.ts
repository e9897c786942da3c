/** Working time of a calendar as one growing line: how much had passed by an instant, and when so much has passed. */
import type { Calendar } from '@mainstay/contract/servicedesk'
import { openDays, type OpenDay, type Span } from './open-days.ts'
import { brokenRule } from './rule.ts'
import type { EpochDay } from './wall-time.ts'

/** Instants and amounts are whole seconds. */
export type WorkingTime = {
  zone: string
  /** Of `[from, to)`. Zero where `to` is not after `from`. */
  between(from: number, to: number): number
  /** The earliest instant by which `seconds` of working time have passed since `from`. `from` itself for none. */
  add(from: number, seconds: number): number
  /** The open spans that touch `[from, to)`, cut to it, in order and apart. */
  openWithin(from: number, to: number): Span[]
  /** The first open instant at or after `from`. */
  nextOpen(from: number): number
  /** The open day whose hours hold `instant`, and the one `n` open days later. */
  dayAfter(instant: number, n: number): { from: OpenDay; to: OpenDay }
  /** The dates with an exception that touch `[from, to)`, `2026-11-26`. */
  exceptionsWithin(from: number, to: number): string[]
}

type Table = { firstDay: EpochDay; lastDay: EpochDay; days: OpenDay[]; spans: Span[]; passed: number[] }

/** Farther than this nothing is looked for: a target then cannot be reached. */
const HORIZON_DAYS = 50 * 366
const MARGIN_DAYS = 200

export function workingTime(calendar: Calendar): WorkingTime {
  const source = openDays(calendar)
  let table: Table = { firstDay: 0, lastDay: -1, days: [], spans: [], passed: [0] }

  /** Makes sure that the table holds all of `[from, to]`, with days to spare on both sides. */
  function covering(from: number, to: number): Table {
    const first = Math.floor(from / 86_400) - 3
    const last = Math.floor(to / 86_400) + 3
    if (table.lastDay >= table.firstDay && first >= table.firstDay && last <= table.lastDay) return table
    const empty = table.lastDay < table.firstDay
    const firstDay = (empty ? first : Math.min(first, table.firstDay)) - MARGIN_DAYS
    const lastDay = (empty ? last : Math.max(last, table.lastDay)) + MARGIN_DAYS
    const days = source.between(firstDay, lastDay)
    const spans = merged(days.flatMap(({ open }) => open))
    const passed = [0]
    for (const span of spans) passed.push((passed.at(-1) ?? 0) + span.to - span.from)
    table = { firstDay, lastDay, days, spans, passed }
    return table
  }

  function passedBy(instant: number, { spans, passed }: Table): number {
    const index = lastAtOrBefore(spans, instant)
    const span = spans[index]
    return (passed[Math.max(index, 0)] ?? 0) + (span === undefined ? 0 : Math.min(instant, span.to) - span.from)
  }

  /** Widens the table until `find` answers. */
  function search<T>(from: number, find: (table: Table) => T | null): T {
    for (let days = 400; days <= HORIZON_DAYS; days *= 2) {
      const found = find(covering(from, from + days * 86_400))
      if (found !== null) return found
    }
    throw brokenRule('the target lies beyond the calendar: its open hours end before.')
  }

  return {
    zone: source.zone,
    between: (from, to) => {
      if (to <= from) return 0
      const known = covering(from, to)
      return passedBy(to, known) - passedBy(from, known)
    },
    add: (from, seconds) =>
      seconds === 0
        ? from
        : search(from, (known) => {
            const wanted = passedBy(from, known) + seconds
            const index = firstReaching(known.passed, wanted)
            const span = known.spans[index - 1]
            return span === undefined ? null : span.to - ((known.passed[index] ?? 0) - wanted)
          }),
    openWithin: (from, to) => {
      const { spans } = covering(from, to)
      const open: Span[] = []
      for (let index = Math.max(lastAtOrBefore(spans, from), 0); index < spans.length; index++) {
        const span = spans[index]
        if (span === undefined || span.from >= to) break
        if (span.to > from) open.push({ from: Math.max(span.from, from), to: Math.min(span.to, to) })
      }
      return open
    },
    nextOpen: (from) =>
      search(from, ({ spans }) => {
        const index = lastAtOrBefore(spans, from)
        const here = spans[index]
        if (here !== undefined && from < here.to) return from
        return spans[index + 1]?.from ?? null
      }),
    dayAfter: (instant, n) =>
      search(instant, ({ days }) => {
        const index = days.findIndex(({ open }) => open.some((span) => span.from <= instant && instant < span.to))
        const from = days[index]
        const to = days[index + n]
        return from === undefined || to === undefined ? null : { from, to }
      }),
    exceptionsWithin: (from, to) => source.exceptions.filter((one) => one.from < to && one.to > from).map(({ date }) => date),
  }
}

/** Apart and in order, whatever overlaps: hours over midnight may run into those of the next day. */
function merged(spans: Span[]): Span[] {
  const result: Span[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else result.push({ ...span })
  }
  return result
}

/** The index of the last span that begins at or before; -1 when none does. */
function lastAtOrBefore(spans: Span[], instant: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.from ?? Number.POSITIVE_INFINITY) <= instant) low = middle + 1
    else high = middle
  }
  return low - 1
}

function firstReaching(passed: number[], wanted: number): number {
  let low = 0
  let high = passed.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((passed[middle] ?? 0) >= wanted) high = middle
    else low = middle + 1
  }
  return low
}
