/** The slice `recommendations`: what was advised, and what the client decided, so that neither can be denied later. */
import type { ReportSection } from '@mainstay/contract/reports'
import type { Id } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { systemActor } from '../../platform/auth/index.ts'
import type { RenderPaper } from '../../platform/pdf/index.ts'
import { createLinks } from './links.ts'
import { portalDecisionRoutes } from './portal-routes.ts'
import { createPortalDecisions } from './portal-service.ts'
import { createReceipts } from './receipts.ts'
import { decidedSection, waitingSection } from './report-section.ts'
import { recommendationsRoutes } from './routes.ts'
import { createRecommendationsService, type RecommendationsDeps, type RecommendationsService } from './service.ts'

export type { RecommendationsPorts } from './ports.ts'
export type { RecommendationsService } from './service.ts'

type Interval = { from: Date; asOf: Date }
export type Recommendations = {
  service: RecommendationsService
  routes(app: FastifyInstance): void
  /** For the monthly report: what waits, and what was decided. */
  waiting(clientId: Id, o: Interval): Promise<Omit<ReportSection, 'id'> | null>
  decided(clientId: Id, o: Interval): Promise<Omit<ReportSection, 'id'> | null>
}

export function createRecommendations({ renderPaper, ...deps }: RecommendationsDeps & { renderPaper: RenderPaper }): Recommendations {
  const service = createRecommendationsService(deps)
  const of = (clientId: Id) => service.list(systemActor('reports', [clientId], ['recommendations.read']), { clientId })
  return {
    service,
    waiting: async (clientId, { asOf }) => waitingSection(await of(clientId), asOf),
    decided: async (clientId, o) => decidedSection(await of(clientId), o),
    routes: (app) => {
      recommendationsRoutes(app, service, createLinks(deps))
      portalDecisionRoutes(app, createPortalDecisions(deps), createReceipts(deps, renderPaper))
    },
  }
}
