/** The events of a ticket as stretches of time in which the resolution clock runs, stands paused or stands resolved. */
import type { SlaEvent, SlaPolicy } from '@mainstay/contract/servicedesk'
import { DateTime } from 'luxon'
import { brokenRule } from './rule.ts'

/** Half-open, whole seconds since 1970. `why` is the status, or `resolved`. */
export type Stretch = { from: number; to: number; kind: 'runs' | 'paused' | 'resolved'; why: string }

export type Timeline = {
  opened: number
  /** The priority in force from each instant on; the first is that of the opening. */
  priorities: { from: number; name: string }[]
  /** The first public reply of a technician, or the resolution without one. */
  responded: number | null
  /** Null unless it stands resolved. */
  resolved: number | null
  paused: boolean
  /** From the opening to `now`, or to the resolution that stands. */
  stretches: Stretch[]
}

/** Events after `now` have not happened; those at `now` count. Throws servicedesk.sla-rule. */
export function timelineOf(events: readonly SlaEvent[], policy: SlaPolicy, zone: string, now: number): Timeline {
  const [first, ...rest] = inOrder(events).filter((one) => one.at <= now)
  if (first === undefined) throw brokenRule('nothing had been opened by "now".')
  if (first.event.type !== 'opened') throw brokenRule(`the first event is "${first.event.type}", not "opened".`)
  const timeline: Timeline = {
    opened: first.at,
    priorities: [{ from: first.at, name: first.event.priority }],
    responded: null,
    resolved: null,
    paused: false,
    stretches: [],
  }
  let status = 'open'
  let since = first.at
  const kind = (): Stretch['kind'] => (timeline.resolved !== null ? 'resolved' : policy.pausedStatuses.includes(status) ? 'paused' : 'runs')
  const close = (at: number): void => {
    if (at > since) timeline.stretches.push({ from: since, to: at, kind: kind(), why: timeline.resolved === null ? status : 'resolved' })
    since = at
  }
  for (const { at, event } of rest) {
    switch (event.type) {
      case 'opened':
        throw brokenRule(`it is opened twice, the second time at ${event.at}.`)
      case 'reply':
        if (event.public && event.author === 'technician') timeline.responded ??= at
        break
      case 'status':
        close(at)
        status = event.status
        break
      case 'priority':
        timeline.priorities.push({ from: at, name: event.priority })
        break
      case 'resolved':
        if (timeline.resolved !== null) throw brokenRule(`it is resolved at ${event.at}, though it stands resolved.`)
        close(at)
        timeline.resolved = at
        timeline.responded ??= at
        break
      case 'reopened':
        if (timeline.resolved === null) throw brokenRule(`it is reopened at ${event.at}, though it is not resolved.`)
        if (at > windowEnd(timeline.resolved, policy.reopenWindowDays, zone))
          throw brokenRule(`it is reopened at ${event.at}, after the window of ${policy.reopenWindowDays} days: that is a new ticket.`)
        close(at)
        timeline.resolved = null
        status = 'open'
        break
    }
  }
  if (timeline.resolved === null) close(now)
  timeline.paused = kind() === 'paused'
  return timeline
}

/** Calendar days in the zone, at the same wall time. */
export function windowEnd(resolved: number, days: number, zone: string): number {
  return DateTime.fromSeconds(resolved, { zone }).plus({ days }).toSeconds()
}

function inOrder(events: readonly SlaEvent[]): { at: number; event: SlaEvent }[] {
  const result = events.map((event) => ({ at: Math.floor(Date.parse(event.at) / 1000), event }))
  for (const [index, { event }] of result.entries()) {
    const before = events[index - 1]
    if (before !== undefined && Date.parse(event.at) < Date.parse(before.at))
      throw brokenRule(`events are out of order: "${event.type}" at ${event.at} comes after "${before.type}" at ${before.at}.`)
  }
  return result
}
