/** The slice `continuity`: the disaster-recovery plan of each client, approved by them, and its drills. */
import type { ReportSection } from '@mainstay/contract/reports'
import type { Id } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type AnyJob, defineJob } from '../../platform/jobs/index.ts'
import type { RenderPaper } from '../../platform/pdf/index.ts'
import { createDrillService } from './drill-service.ts'
import { createPapers } from './papers.ts'
import { createPortalContinuity } from './portal-service.ts'
import { type ContinuityDeps, readContinuity } from './read.ts'
import { planSection } from './report-section.ts'
import { continuityRoutes } from './routes.ts'
import { createContinuityService } from './service.ts'
import { watchDrills } from './watch-drills.ts'

export type { ContinuityPorts } from './ports.ts'

export type Continuity = {
  routes(app: FastifyInstance): void
  jobs: AnyJob[]
  /** What its job does every hour. */
  watchDrills(): Promise<void>
  /** For the monthly report. */
  reportSection(clientId: Id, asOf: Date): Promise<Omit<ReportSection, 'id'> | null>
}

export function createContinuity({ renderPaper, ...deps }: ContinuityDeps & { renderPaper: RenderPaper }): Continuity {
  const services = {
    plans: createContinuityService(deps),
    drills: createDrillService(deps),
    portal: createPortalContinuity(deps),
    papers: createPapers(deps, renderPaper),
  }
  return {
    routes: (app) => continuityRoutes(app, services),
    watchDrills: () => watchDrills(deps),
    jobs: [
      defineJob({
        name: 'continuity.watch-drills',
        payload: z.object({}),
        cron: '23 * * * *',
        scheduledPayload: {},
        run: () => watchDrills(deps),
      }),
    ],
    reportSection: async (clientId, asOf) => planSection(await readContinuity(deps, clientId, { drafts: false }), asOf),
  }
}
