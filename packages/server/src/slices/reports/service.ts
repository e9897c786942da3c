/** Drafts a report: asks each source for its section, and judges them together. */
import type { ReportSection, ReportView } from '@mainstay/contract/reports'
import { type Clock, type Id, newId } from '@mainstay/kernel'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import type { Log } from '../../platform/log/index.ts'
import type { ClientsService } from '../clients/index.ts'
import { monthIn, verdictOf } from './domain.ts'
import type { SectionSource } from './ports.ts'

export type ReportsService = { draft(actor: Actor, clientId: Id, month: string): Promise<ReportView> }

export function createReportsService(deps: {
  clients: ClientsService
  sources: readonly SectionSource[]
  clock: Clock
  log: Log
}): ReportsService {
  return {
    draft: async (actor, clientId, month) => {
      authorise(actor, 'reports.write', clientId)
      const client = await deps.clients.get(actor, clientId)
      const now = deps.clock.now()
      const interval = monthIn(month, client.zone)
      const sections: ReportSection[] = []
      for (const source of deps.sources) {
        try {
          const section = await source.section(actor, clientId, interval, now)
          if (section !== null) sections.push(section)
        } catch (error) {
          deps.log.error({ err: error, source: source.id }, 'a section of a report failed')
          sections.push(unknownSection(source))
        }
      }
      return {
        id: newId(now.getTime()),
        clientId,
        clientName: client.name,
        providerName: 'Mainstay',
        month,
        zone: client.zone,
        status: 'draft',
        verdict: verdictOf(sections),
        sections,
        paragraph: { text: '', author: null },
        dataAsOf: now.toISOString(),
        approved: null,
      }
    },
  }
}

function unknownSection({ id, title }: SectionSource): ReportSection {
  return {
    id,
    slot: 'main',
    title,
    sentence: 'This could not be read from the records, so it is not known.',
    tone: 'unknown',
    facts: [],
    rows: [],
    strip: [],
    source: id,
    freshAsOf: null,
  }
}
