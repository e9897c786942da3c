/** What reports needs of others: the sections that slices give, and who the clients are. */
import type { DeviceRow } from '@mainstay/contract/monitoring'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import type { ReportSection } from '@mainstay/contract/reports'
import type { Id } from '@mainstay/kernel'
import type { Month } from './domain/month.ts'

/**
 * What a slice adds to every report. The composition root passes the list; its order is the order on the page, recovery first.
 * `title` and `slot` are here too, so that a source that fails is still seen in its place, as unknown with the reason.
 */
export type SectionSource = {
  id: string
  title: string
  slot: ReportSection['slot']
  /** `now` is when the draft is made; records after `asOf(month, now)` do not belong to it. Null: this does not concern the client. */
  section(clientId: Id, month: Month, now: Date): Promise<ReportSection | null>
}

/** The records of monitoring and recovery; nothing of them reaches a client's people but what `systems.ts` chooses. */
export type SystemsPort = {
  healthOf(clientId: Id): Promise<readonly DeviceRow[]>
  /** Tests newest first. */
  recoveryOf(clientId: Id): Promise<readonly DeviceRecovery[]>
  /** When the newest clean backup of each device was taken; those without one are missing. */
  lastCleanOf(clientId: Id): Promise<ReadonlyMap<Id, Date>>
}

export type ClientsPort = {
  /** Null when there is no such client. */
  clientOf(clientId: Id): Promise<{ id: Id; name: string; zone: string; createdAt: Date } | null>
  allIds(): Promise<readonly Id[]>
}
