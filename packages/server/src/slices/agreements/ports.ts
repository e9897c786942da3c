/** What agreements need of others: the clients, what was covered, time on tickets, outages and the hours in which they count. */
import type { CoveredKind } from '@mainstay/contract/agreements'
import type { Calendar } from '@mainstay/contract/servicedesk'
import type { Id, Interval } from '@mainstay/kernel'

export type BilledClient = { id: Id; name: string; zone: string }
/** `quantity`: of gigabytes; of things it is one. */
export type Coverage = { kind: CoveredKind; item: string; name: string; quantity: number }
export type Outage = { incidentId: Id; system: string; summary: string; from: Date; to: Date | null }

/** `ticket`: its number and subject; `incidentId`: of the incident that it was opened for. */
export type WorkedEntry = { at: Date; name: string; minutes: number; ticket?: string; incidentId?: Id | null }

export type AgreementPorts = {
  clientOf(clientId: Id): Promise<BilledClient | null>
  clients(): Promise<readonly BilledClient[]>
  /** What was covered in this time; asked soon after it. */
  coveredIn(clientId: Id, time: Interval): Promise<readonly Coverage[]>
  /** Time that was written on tickets, by when it began. */
  workedIn(clientId: Id, time: Interval): Promise<readonly WorkedEntry[]>
  /** Times in which a system was away, the newest first. */
  outagesOf(clientId: Id): Promise<readonly Outage[]>
  /** What the records of others say of a time, in words: the promise kept, mail that was stopped. */
  reviewOf(clientId: Id, time: Interval): Promise<{ title: string; sentence: string; facts: { label: string; value: string }[] }[]>
  /** The client's business hours, and the open seconds between two instants (Unix seconds). */
  businessHours(clientId: Id): Promise<{ calendar: Calendar; open: (from: number, to: number) => number }>
}
