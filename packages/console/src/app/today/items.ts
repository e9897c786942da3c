/** What needs a person now, as one list by urgency, only from records. */
import type { Client } from '@mainstay/contract/clients'
import type { Incident } from '@mainstay/contract/monitoring'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import type { TicketRow } from '@mainstay/contract/servicedesk'
import type { Waiting } from '@mainstay/contract/trust'
import type { ReportItem } from '../../slices/reports/queries.ts'
import { standingReason, standingTone } from '../../slices/recovery/standing.ts'
import { count, duration } from '../../ui/format.ts'
import { type Tone, toneOfState } from '../../ui/tone.ts'
import { monthName } from '../../ui/when.ts'

export type Item = {
  key: string
  clientId: string
  tone: Tone
  /** Smaller is more urgent. */
  urgency: number
  text: string
  detail: string
  href: string
  /** Since when; null where the record has no such time. */
  since: string | null
}
export type Group = { client: Pick<Client, 'id' | 'name'>; items: Item[] }

export type Records = {
  clients: readonly Pick<Client, 'id' | 'name'>[]
  incidents: readonly Incident[]
  /** By the client's id. */
  recovery: ReadonlyMap<string, readonly DeviceRecovery[]>
  reports: readonly ReportItem[]
  waiting: Waiting['waiting']
  tickets: readonly TicketRow[]
  now: Date
}

/** People are stopped; then what would not come back; then what nobody can vouch for; then what waits for a person at leisure. */
const URGENCY = {
  critical: 0,
  failed: 1,
  'not-protected': 2,
  'ticket-late': 3,
  unknown: 4,
  'ticket-soon': 5,
  warning: 6,
  unproven: 7,
  signature: 8,
  report: 9,
} as const

export function itemsOf({ incidents, recovery, reports, waiting, tickets, now }: Omit<Records, 'clients'>): Item[] {
  return [
    ...incidents.filter(({ closedAt }) => closedAt === null).map(ofIncident),
    ...[...recovery].flatMap(([clientId, systems]) => systems.flatMap((system) => ofSystem(clientId, system))),
    ...tickets.flatMap((ticket) => ofTicket(ticket, now)),
    ...waiting.map(ofWaiting),
    ...reports.filter(({ status }) => status === 'draft').map(ofReport),
  ].sort((a, b) => a.urgency - b.urgency || (a.since ?? '').localeCompare(b.since ?? ''))
}

/** The client with the most urgent thing first. */
export function groupsOf(records: Records): Group[] {
  const groups = new Map<string, Item[]>()
  for (const item of itemsOf(records)) groups.set(item.clientId, [...(groups.get(item.clientId) ?? []), item])
  return [...groups].map(([id, items]) => ({
    client: records.clients.find((client) => client.id === id) ?? { id, name: 'A client' },
    items,
  }))
}

export function todayTitle(items: readonly Item[]): string {
  if (items.length === 0) return 'Nothing needs a person now'
  const broken = items.filter(({ tone }) => tone === 'broken').length
  const needs = `${count(items.length, 'thing')} ${items.length === 1 ? 'needs' : 'need'} a person`
  return broken === 0 || broken === items.length ? needs : `${needs}, ${broken} of them urgently`
}

/** Within so long a promise is nearly broken: a person can still keep it. */
const SOON_MS = 2 * 3_600_000

/** Tickets whose promise is broken or nearly so, while the clock runs; those of incidents stand there as incidents. */
function ofTicket({ id, clientId, subject, number, next, source, openedAt }: TicketRow, now: Date): Item[] {
  if (next === null || source === 'incident') return []
  const left = Date.parse(next.deadline) - now.getTime()
  if (left > SOON_MS) return []
  const what = next.clock === 'response' ? 'The first answer' : 'The solution'
  return [
    {
      key: `ticket ${id}`,
      clientId,
      tone: left < 0 ? 'broken' : 'attention',
      urgency: left < 0 ? URGENCY['ticket-late'] : URGENCY['ticket-soon'],
      text: subject,
      detail: `Ticket #${number}: ${what.toLowerCase()} ${left < 0 ? 'is late by' : 'is due in'} ${duration(Math.abs(left) / 1000)}`,
      href: `/tickets/${id}`,
      since: openedAt,
    },
  ]
}

function ofIncident(incident: Incident): Item {
  const summaries = incident.alerts.filter(({ endedAt }) => endedAt === null).map(({ summary }) => summary)
  const urgency = incident.state === 'critical' ? URGENCY.critical : incident.state === 'unknown' ? URGENCY.unknown : URGENCY.warning
  return {
    key: incident.id,
    clientId: incident.clientId,
    tone: toneOfState(incident.state),
    urgency,
    text: `${incident.hostname}: ${summaries[0] ?? incident.cause}`,
    detail: summaries.length > 1 ? summaries.slice(1).join('; ') : `Incident: ${incident.cause}`,
    href: `/devices/${incident.deviceId}`,
    since: incident.openedAt,
  }
}

function ofSystem(clientId: string, system: DeviceRecovery): Item[] {
  if (system.standing === 'proven') return []
  const what = {
    failed: 'did not come back whole in its test',
    unproven: 'is not proven to come back',
    'not-protected': 'is not protected',
  }
  return [
    {
      key: `recovery ${system.deviceId}`,
      clientId,
      tone: standingTone[system.standing],
      urgency: URGENCY[system.standing],
      text: `${system.hostname} ${what[system.standing]}`,
      detail: standingReason(system),
      href: system.standing === 'not-protected' ? `/devices/${system.deviceId}/protection` : `/devices/${system.deviceId}`,
      since: null,
    },
  ]
}

function ofWaiting({ draftId, clientId, kind, devices, note, createdAt, signaturesNeeded }: Waiting['waiting'][number]): Item {
  const [only] = devices
  return {
    key: draftId,
    clientId,
    tone: 'attention',
    urgency: URGENCY.signature,
    text: `A ${kind} for ${count(devices.length, 'device')} waits for ${count(signaturesNeeded, 'signature')}`,
    detail: note || 'Sign it with ./mainstay sign',
    href: devices.length === 1 && only ? `/devices/${only}` : '/trust',
    since: createdAt,
  }
}

function ofReport(report: ReportItem): Item {
  return {
    key: report.id,
    clientId: report.clientId,
    tone: 'attention',
    urgency: URGENCY.report,
    text: `The report of ${monthName(report.month)} waits for approval`,
    detail: report.verdict,
    href: `/reports/${report.id}`,
    since: null,
  }
}
