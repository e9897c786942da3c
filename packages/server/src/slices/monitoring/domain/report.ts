/** What a client's report says of its systems' health: what went wrong and for how long, in an owner's words, and how many were watched. */
import type { ReportSection, Tone } from '@mainstay/contract/reports'
import { duration } from './words.ts'

export type ReportIncident = {
  hostname: string
  cause: string
  worst: 'warning' | 'critical' | 'unknown'
  openedAt: Date
  closedAt: Date | null
}
export type ReportDevice = { hostname: string; heard: boolean }

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

/** Null without devices: there is nothing to say. */
export function healthSection(devices: readonly ReportDevice[], incidents: readonly ReportIncident[], now: Date): ReportSection | null {
  if (devices.length === 0) return null
  const heard = devices.filter((device) => device.heard)
  const open = incidents.filter((incident) => incident.closedAt === null)
  const missing = devices.filter((device) => !device.heard)
  const rows = [
    ...missing.map(({ hostname }) => ({ text: `${hostname}: not heard from this month`, when: null, tone: 'unknown' as const })),
    ...incidents.slice(0, MOST_ROWS).map((incident) => rowOf(incident, now)),
  ]
  if (incidents.length > MOST_ROWS)
    rows.push({ text: `and ${incidents.length - MOST_ROWS} more, shorter or lighter`, when: null, tone: 'attention' })
  return {
    id: 'monitoring',
    slot: 'main',
    title: 'What went wrong?',
    sentence: sentenceOf(heard.length, devices.length, incidents.length, open.length),
    tone: toneOf(heard.length, missing.length, incidents, open),
    facts: [
      {
        label: 'Systems watched',
        value: `${heard.length} of ${devices.length}`,
        tone: heard.length === 0 ? 'unknown' : missing.length === 0 ? 'good' : 'attention',
        note: missing.length === 0 ? null : `not: ${missing.map(({ hostname }) => hostname).join(', ')}`,
        href: '/devices',
      },
    ],
    rows,
    strip: [],
    source: 'measurements and incidents',
    freshAsOf: now.toISOString(),
  }
}

function sentenceOf(heard: number, all: number, incidents: number, open: number): string {
  if (heard === 0) return `None of ${all} ${all === 1 ? 'system' : 'systems'} was heard from, so what went wrong is not known.`
  const watched = all === 1 ? 'Your system was watched' : `${heard === all ? `All ${all}` : `${heard} of ${all}`} systems were watched`
  if (incidents === 0) return `${watched}; no trouble was measured.`
  const things = `${incidents} ${incidents === 1 ? 'thing' : 'things'} went wrong`
  if (incidents === 1) return `${watched}; ${things}, and it is ${open === 0 ? 'over' : 'not over'}.`
  return `${watched}; ${things}, ${open === 0 ? 'and all is over' : `${open} of which ${open === 1 ? 'is' : 'are'} not over`}.`
}

/** Green needs a month without incident on systems that were all heard. */
function toneOf(heard: number, missing: number, incidents: readonly ReportIncident[], open: readonly ReportIncident[]): Tone {
  if (heard === 0) return 'unknown'
  if (open.some((incident) => incident.worst === 'critical')) return 'broken'
  return incidents.length > 0 || missing > 0 ? 'attention' : 'good'
}

function rowOf({ hostname, cause, worst, openedAt, closedAt }: ReportIncident, now: Date): ReportSection['rows'][number] {
  const seconds = ((closedAt ?? now).getTime() - openedAt.getTime()) / 1000
  const what = worst === 'unknown' && cause !== 'silent' ? UNMEASURED : (CAUSES[cause] ?? cause)
  const time = closedAt === null ? `for ${duration(seconds)} so far` : `for ${duration(seconds)}`
  return { text: `${hostname}: ${what}, ${time}`, when: openedAt.toISOString(), tone: TONES[worst] }
}
