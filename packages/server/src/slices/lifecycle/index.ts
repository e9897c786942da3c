/** The slice `lifecycle`: everything with an age, and when it is replaced at what cost. */
import { dayIn } from '@mainstay/kernel'
import type { ReportSection } from '@mainstay/contract/reports'
import type { Id } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { oneClient } from '../../platform/database/index.ts'
import type { RenderPaper } from '../../platform/pdf/index.ts'
import { type AssetService, createAssetService, type LifecycleDeps } from './asset-service.ts'
import { createPlanFiles } from './plan-file-maker.ts'
import { approvedWire, createPlanService, type PlanService } from './plan-service.ts'
import { plannedSection } from './report-section.ts'
import { assetRoutes, planRoutes } from './routes.ts'
import { newestApproved } from './store.ts'

export { loadEndOfLife } from './endoflife/load.ts'
export { quarterOf } from './domain/refresh/quarter.ts'
export { refreshPlan, type RefreshPlanOptions } from './refresh-plan.ts'

export type Lifecycle = {
  assets: AssetService
  plans: PlanService
  routes(app: FastifyInstance): void
  /** For the monthly report; null where no plan was approved before `asOf`. */
  planned(clientId: Id, o: { asOf: Date; zone: string }): Promise<Omit<ReportSection, 'id'> | null>
}

export function createLifecycle({ renderPaper, ...deps }: LifecycleDeps & { renderPaper: RenderPaper }): Lifecycle {
  const assets = createAssetService(deps)
  const plans = createPlanService(deps)
  const files = createPlanFiles({ plans, render: renderPaper, clock: deps.clock, providerName: deps.ports.providerName })
  return {
    assets,
    plans,
    planned: async (clientId, { asOf, zone }) => {
      const row = await deps.database.transaction(oneClient(clientId), (tx) => newestApproved(tx, clientId, asOf))
      if (row === null) return null
      // The month's last day, not the first of the next.
      const today = dayIn(new Date(asOf.getTime() - 1), zone)
      return plannedSection(approvedWire(row).plan, { today, asOf, approvedAt: row.at })
    },
    routes: (app) => {
      assetRoutes(app, assets)
      planRoutes(app, plans, files)
    },
  }
}
