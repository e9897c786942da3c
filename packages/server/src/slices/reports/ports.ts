/** What reports needs of others: the sections that slices give, and who the clients are. */
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

export type ClientsPort = {
  /** Null when there is no such client. */
  clientOf(clientId: Id): Promise<{ id: Id; name: string; zone: string } | null>
  allIds(): Promise<readonly Id[]>
}
