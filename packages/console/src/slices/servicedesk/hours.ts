/** The hours and targets of a client as lines that a person edits, and back. */
import type { Calendar, SlaPolicy, SlaTarget } from '@mainstay/contract/servicedesk'

export const WEEKDAY_NAMES = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
} as const
export type Weekday = keyof typeof WEEKDAY_NAMES

type Hours = NonNullable<Calendar['weekly'][Weekday]>

/** `09:00–12:00, 13:00–17:00`; nothing is closed. */
export function hoursAsText(hours: Hours | undefined): string {
  return (hours ?? []).map(([from, to]) => `${from}–${to}`).join(', ')
}

/** Null where it cannot be read. A hyphen does as well as a dash. */
export function hoursOfText(text: string): Hours | null {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const spans: Hours = []
  for (const part of parts) {
    const [, from, to] = /^(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)$/.exec(part) ?? []
    if (from === undefined || to === undefined) return null
    spans.push([from.padStart(5, '0'), to.padStart(5, '0')])
  }
  return spans
}

export function closedAsText(exceptions: Calendar['exceptions']): string {
  return exceptions
    .map(({ date, hours, name }) => [date, hoursAsText(hours), name ?? ''].filter((part) => part !== '').join(' '))
    .join('\n')
}

/** A line is a date, perhaps hours, and a name: `2026-12-24 09:00-12:00 Christmas Eve`. Null where one cannot be read. */
export function closedOfText(text: string): Calendar['exceptions'] | null {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const exceptions: Calendar['exceptions'] = []
  for (const line of lines) {
    const [, date, spans = '', name = ''] = /^(\d{4}-\d\d-\d\d)((?:\s*,?\s*\d{1,2}:\d\d\s*[-–]\s*\d{1,2}:\d\d)*)\s*(.*)$/.exec(line) ?? []
    const hours = hoursOfText(spans)
    if (date === undefined || hours === null) return null
    exceptions.push({ date, hours, ...(name === '' ? {} : { name }) })
  }
  return exceptions
}

export const UNITS: Record<SlaTarget['unit'], string> = {
  minutes: 'working minutes',
  workingHours: 'working hours',
  workingDays: 'working days',
}

/** The policy with one target changed; an empty amount is no target. */
export function withTarget(policy: SlaPolicy, priority: string, clock: 'response' | 'resolution', target: SlaTarget | null): SlaPolicy {
  const { [clock]: _, ...others } = policy.priorities[priority] ?? {}
  return { ...policy, priorities: { ...policy.priorities, [priority]: { ...others, ...(target === null ? {} : { [clock]: target }) } } }
}
