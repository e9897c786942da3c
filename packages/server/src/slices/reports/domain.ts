/** What the report says first: the verdict, by stated rules, recovery first; and the month in the client's zone. */
import type { ReportSection, ReportView } from '@mainstay/contract/reports'

export type Month = { from: Date; to: Date }

/** Calendar month in an IANA zone, half-open; wall-clock boundaries are converted one by one. */
export function monthIn(month: string, zone: string): Month {
  const [year = 0, index = 0] = month.split('-').map(Number)
  const next = index === 12 ? [year + 1, 1] : [year, index + 1]
  return { from: midnight(year, index, zone), to: midnight(next[0] ?? 0, next[1] ?? 0, zone) }
}

/** First of the month at 00:00 in the zone: guess by UTC, then take off the zone's offset at that instant, twice, since it may change between. */
function midnight(year: number, month: number, zone: string): Date {
  const wall = Date.UTC(year, month - 1, 1)
  let at = wall
  for (let n = 0; n < 2; n++) at = wall - offsetMs(new Date(at), zone)
  return new Date(at)
}

function offsetMs(at: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at)
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value)
  return (
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) -
    Math.floor(at.getTime() / 1000) * 1000
  )
}

/** Recovery decides; what is broken anywhere is said; without records nothing is claimed. */
export function verdictOf(sections: readonly ReportSection[]): ReportView['verdict'] {
  const recovery = sections.find((one) => one.id === 'recovery')
  const trend = 'This is the first report.'
  if (sections.every((one) => one.tone === 'unknown'))
    return { sentence: 'There are no records for this month yet, so nothing can be said.', tone: 'unknown', trend }
  if (recovery === undefined || recovery.tone === 'unknown')
    return { sentence: 'It is not known yet whether your systems could be brought back.', tone: 'unknown', trend }
  if (recovery.tone === 'broken')
    return { sentence: 'A backup could not be brought back in a test. This comes first.', tone: 'broken', trend }
  if (recovery.tone === 'attention') return { sentence: 'Not every system has been shown to come back yet.', tone: 'attention', trend }
  if (sections.some((one) => one.tone === 'broken' || one.tone === 'attention'))
    return { sentence: 'Your systems could be brought back; other points below need attention.', tone: 'attention', trend }
  return { sentence: 'Your protected data was brought back in a test, and it was whole.', tone: 'good', trend }
}
