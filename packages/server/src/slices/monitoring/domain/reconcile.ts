/** What to write so that the open alerts and incidents of a device are those that should be: the difference, and nothing else. */
import type { Id } from '@mainstay/kernel'
import type { WantedAlert } from './device-state.ts'
import type { State } from './rules.ts'

export type OpenAlert = {
  id: Id
  rule: string
  subject: string
  cause: string
  state: Exclude<State, 'ok'>
  worst: Exclude<State, 'ok'>
  summary: string
  since: number
  incidentId: Id
}
export type OpenIncident = {
  id: Id
  cause: string
  state: Exclude<State, 'ok'>
  worst: Exclude<State, 'ok'>
  summary: string
  openedAt: number
}
export type DeviceRecords = { alerts: OpenAlert[]; incidents: OpenIncident[] }

export type Write =
  | { kind: 'incident-opened'; incident: OpenIncident }
  | { kind: 'incident-changed'; incident: OpenIncident; escalated: boolean }
  | { kind: 'incident-closed'; incident: OpenIncident; at: number }
  | { kind: 'alert-raised'; alert: OpenAlert; why: WantedAlert['why'] }
  | { kind: 'alert-changed'; alert: OpenAlert; why: WantedAlert['why']; escalated: boolean }
  | { kind: 'alert-ended'; alert: OpenAlert; at: number }

/** `newId` makes ids; given so that this stays pure. */
export function reconcile(
  wanted: readonly WantedAlert[],
  records: DeviceRecords,
  now: number,
  newId: () => Id,
): { records: DeviceRecords; writes: Write[] } {
  const writes: Write[] = []
  const incidents = new Map(records.incidents.map((incident) => [incident.cause, incident]))
  const open = new Map(records.alerts.map((alert) => [keyOf(alert), alert]))
  const alerts: OpenAlert[] = []
  for (const want of wanted) {
    const known = open.get(keyOf(want))
    open.delete(keyOf(want))
    if (known === undefined) {
      const incident = incidents.get(want.cause) ?? openIncident(want, newId())
      if (!incidents.has(want.cause)) writes.push({ kind: 'incident-opened', incident })
      incidents.set(want.cause, incident)
      const { rule, subject, cause, state, summary, since } = want
      const alert = { id: newId(), rule, subject, cause, state, worst: state, summary, since, incidentId: incident.id }
      writes.push({ kind: 'alert-raised', alert, why: want.why })
      alerts.push(alert)
    } else if (known.state !== want.state) {
      const alert = { ...known, state: want.state, worst: worse(known.worst, want.state), summary: want.summary }
      writes.push({ kind: 'alert-changed', alert, why: want.why, escalated: rank(want.state) > rank(known.state) })
      alerts.push(alert)
    } else alerts.push(known)
  }
  for (const alert of open.values()) writes.push({ kind: 'alert-ended', alert, at: now })
  const left = settleIncidents([...incidents.values()], alerts, now, writes)
  return { records: { alerts, incidents: left }, writes }
}

/** An incident is as bad as its worst open alert, and is over with the last of them. */
function settleIncidents(incidents: OpenIncident[], alerts: readonly OpenAlert[], now: number, writes: Write[]): OpenIncident[] {
  return incidents.flatMap((incident) => {
    const own = alerts.filter((alert) => alert.incidentId === incident.id).sort((a, b) => rank(b.state) - rank(a.state))
    const [worst] = own
    if (worst === undefined) {
      writes.push({ kind: 'incident-closed', incident, at: now })
      return []
    }
    if (worst.state === incident.state) return [incident]
    const changed = { ...incident, state: worst.state, worst: worse(incident.worst, worst.state), summary: worst.summary }
    writes.push({ kind: 'incident-changed', incident: changed, escalated: rank(worst.state) > rank(incident.state) })
    return [changed]
  })
}

function openIncident({ cause, state, summary, since }: WantedAlert, id: Id): OpenIncident {
  return { id, cause, state, worst: state, summary, openedAt: since }
}

function keyOf({ rule, subject }: { rule: string; subject: string }): string {
  return `${rule}\n${subject}`
}

const RANKS = { unknown: 0, warning: 1, critical: 2 } as const

function rank(state: keyof typeof RANKS): number {
  return RANKS[state]
}

function worse(a: keyof typeof RANKS, b: keyof typeof RANKS): keyof typeof RANKS {
  return rank(a) >= rank(b) ? a : b
}
