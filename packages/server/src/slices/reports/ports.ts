/** What reports needs of others: the sections that slices give. */
import type { ReportSection } from '@mainstay/contract/reports'
import type { Id } from '@mainstay/kernel'
import type { Actor } from '../../platform/auth/index.ts'
import type { Month } from './domain.ts'

/** Null where the slice has nothing to say about this client. A source that throws becomes a section that says unknown. */
export type SectionSource = {
  id: string
  title: string
  section(actor: Actor, clientId: Id, month: Month, now: Date): Promise<ReportSection | null>
}
