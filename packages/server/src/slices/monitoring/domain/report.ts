/** What a client's report says of its systems' health: what went wrong and for how long, in an owner's words, and how many were watched. */
import type { ReportSection, Tone } from '@mainstay/contract/reports'
import { howLong, type Period, toneOfWatching, type WatchedSystem, watchedWords, watchingOf } from './watched.ts'
import { duration, percent } from './words.ts'

export type ReportIncident = {
  hostname: string
  cause: string
  worst: 'warning' | 'critical' | 'unknown'
  openedAt: Date
  closedAt: Date | null
}
const CAUSES: Record<string, string> = {
  storage: 'a disk was almost full',
  memory: 'memory was almost used up',
  processor: 'the processor was busy for long',
  silent: 'was not heard from: it was off, or had no connection',
}
/** Of what could not be measured, only that is known. */
const UNMEASURED = 'a part of it could not be measured'
const TONES: Record<ReportIncident['worst'], Tone> = { critical: 'broken', warning: 'attention', unknown: 'unknown' }
const MOST_ROWS = 20

/** Null without devices: there is nothing to say. `now` is the end of what is told. */
export function healthSection(
  devices: readonly WatchedSystem[],
  incidents: readonly ReportIncident[],
  now: Date,
  period: Period,
): ReportSection | null {
  if (devices.length === 0) return null
  const judged = devices.map((device) => ({ device, watching: watchingOf(device, period) }))
  const missing = judged.filter(({ watching }) => watching === 'never').map(({ device }) => device.hostname)
  const partly = judged.filter(({ watching }) => watching === 'part').map(({ device }) => device)
  const open = incidents.filter((incident) => incident.closedAt === null)
  const watching = toneOfWatching(judged.map((one) => one.watching))
  const hours = devices.reduce((sum, device) => sum + device.hours, 0)
  const rows = [
    ...missing.map((hostname) => ({ text: `${hostname}: not heard from this month`, when: null, tone: 'unknown' as const })),
    ...partly.map((device) => ({
      text: `${device.hostname}: watched ${howLong(device, period)}; the rest is not known`,
      when: null,
      tone: 'unknown' as const,
    })),
    ...incidents.slice(0, MOST_ROWS).map((incident) => rowOf(incident, now)),
  ]
  if (incidents.length > MOST_ROWS)
    rows.push({ text: `and ${incidents.length - MOST_ROWS} more, shorter or lighter`, when: null, tone: 'attention' })
  return {
    id: 'monitoring',
    slot: 'main',
    title: 'What went wrong?',
    sentence: sentenceOf(devices, incidents.length, open.length, period),
    tone: toneOf(missing.length === devices.length, watching, incidents, open),
    facts: [
      {
        label: 'Systems watched',
        value: `${devices.length - missing.length} of ${devices.length}`,
        tone: watching,
        note: missing.length === 0 ? null : `not: ${missing.join(', ')}`,
        href: '/devices',
      },
      {
        label: period.running ? 'Hours watched so far' : 'Hours watched',
        value: period.hours === 0 ? 'not known' : percent(Math.min(1, hours / (period.hours * devices.length))),
        tone: watching,
        note: devices.length === 1 ? null : 'of all hours of all systems',
        href: null,
      },
    ],
    rows,
    strip: [],
    source: 'measurements and incidents',
    freshAsOf: now.toISOString(),
  }
}

/** What was measured is claimed for the time in which something was measured, and for no other. */
function sentenceOf(devices: readonly WatchedSystem[], incidents: number, open: number, period: Period): string {
  const all = devices.length
  if (devices.every(({ hours }) => hours === 0))
    return `None of ${all} ${all === 1 ? 'system' : 'systems'} was heard from, so what went wrong is not known.`
  const { begin, end } = watchedWords(devices, period)
  if (incidents === 0) return `${begin}; no trouble was measured${end === '' ? '' : ' then'}${end}.`
  const things = `${incidents} ${incidents === 1 ? 'thing' : 'things'} went wrong`
  if (incidents === 1) return `${begin}; ${things}, and it is ${open === 0 ? 'over' : 'not over'}${end}.`
  return `${begin}; ${things}, ${open === 0 ? 'and all is over' : `${open} of which ${open === 1 ? 'is' : 'are'} not over`}${end}.`
}

/** Green needs a month without incident on systems that were all watched; what nobody watched is not known. */
function toneOf(unheard: boolean, watching: Tone, incidents: readonly ReportIncident[], open: readonly ReportIncident[]): Tone {
  if (unheard) return 'unknown'
  if (open.some((incident) => incident.worst === 'critical')) return 'broken'
  if (watching !== 'good') return watching
  return incidents.length > 0 ? 'attention' : 'good'
}

function rowOf({ hostname, cause, worst, openedAt, closedAt }: ReportIncident, now: Date): ReportSection['rows'][number] {
  const seconds = ((closedAt ?? now).getTime() - openedAt.getTime()) / 1000
  const what = worst === 'unknown' && cause !== 'silent' ? UNMEASURED : (CAUSES[cause] ?? cause)
  const time = closedAt === null ? `for ${duration(seconds)} so far` : `for ${duration(seconds)}`
  return { text: `${hostname}: ${what}, ${time}`, when: openedAt.toISOString(), tone: TONES[worst] }
}
