/** The slice `reports`: the month in one honest page, approved by a person. */
import type { Clock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../../platform/database/index.ts'
import type { AnyJob } from '../../platform/jobs/index.ts'
import type { Log } from '../../platform/log/index.ts'
import { reportsJobs } from './jobs.ts'
import { createPdfRenderer, type RenderPdf } from './pdf/render-pdf.ts'
import type { ClientsPort, SectionSource, SystemsPort } from './ports.ts'
import { reportsRoutes, systemsRoute } from './routes.ts'
import { gatherSections } from './sections.ts'
import { createSystems } from './systems.ts'
import { createReportsService, type ReportsService } from './service.ts'

export { asOf } from './domain/month.ts'
export type { ClientsPort, SectionSource, SystemsPort } from './ports.ts'
export type { ReportsService } from './service.ts'
export { renderReportPdf } from './pdf/render-pdf.ts'
export { recoverySource } from './sources/recovery.ts'

export type Reports = { service: ReportsService; renderPdf: RenderPdf; routes(app: FastifyInstance): void; jobs: AnyJob[] }

export type ReportsSliceDeps = {
  database: Database
  clock: Clock
  log: Log
  clients: ClientsPort
  systems: SystemsPort
  /** In the order of the page; recovery comes first wherever it stands. */
  sources: readonly SectionSource[]
  providerName: () => Promise<string>
}

export function createReports({ database, clock, log, clients, systems, sources, providerName }: ReportsSliceDeps): Reports {
  const service = createReportsService({ database, clock, clients, gather: gatherSections({ sources, log }), providerName })
  const renderPdf = createPdfRenderer()
  return {
    service,
    renderPdf,
    routes: (app) => {
      reportsRoutes(app, service, renderPdf)
      systemsRoute(app, createSystems(systems))
    },
    jobs: reportsJobs({ service, clients, clock, log }),
  }
}
