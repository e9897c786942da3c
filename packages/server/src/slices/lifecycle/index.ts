/** The slice `lifecycle`: everything with an age, and when it is replaced at what cost. */
import type { FastifyInstance } from 'fastify'
import type { RenderPaper } from '../../platform/pdf/index.ts'
import { type AssetService, createAssetService, type LifecycleDeps } from './asset-service.ts'
import { createPlanFiles } from './plan-file-maker.ts'
import { createPlanService, type PlanService } from './plan-service.ts'
import { assetRoutes, planRoutes } from './routes.ts'

export { loadEndOfLife } from './endoflife/load.ts'
export { quarterOf } from './domain/refresh/quarter.ts'
export { refreshPlan, type RefreshPlanOptions } from './refresh-plan.ts'

export type Lifecycle = { assets: AssetService; plans: PlanService; routes(app: FastifyInstance): void }

export function createLifecycle({ renderPaper, ...deps }: LifecycleDeps & { renderPaper: RenderPaper }): Lifecycle {
  const assets = createAssetService(deps)
  const plans = createPlanService(deps)
  const files = createPlanFiles({ plans, render: renderPaper, clock: deps.clock, providerName: deps.ports.providerName })
  return {
    assets,
    plans,
    routes: (app) => {
      assetRoutes(app, assets)
      planRoutes(app, plans, files)
    },
  }
}
