/** HTTP of assets, the plan and the budget. */
import { IdSchema } from '@mainstay/contract'
import {
  ApprovedPlanSchema,
  ApprovePlanSchema,
  AssetFieldsSchema,
  AssetListSchema,
  AssetSchema,
  BudgetSchema,
  EditAssetSchema,
  ImportAnswerSchema,
  ImportAssetsSchema,
  LifecycleSettingsSchema,
  OfferedPlanSchema,
  PinsSchema,
  TryPlanSchema,
} from '@mainstay/contract/lifecycle'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import type { AssetService } from './asset-service.ts'
import type { PlanFileMaker } from './plan-file-maker.ts'
import type { PlanService } from './plan-service.ts'

const ofClient = z.object({ clientId: IdSchema })
const ofAsset = z.object({ assetId: IdSchema })
const config = { access: 'session' } as const
const response = { 200: OfferedPlanSchema }

export function assetRoutes(app: FastifyInstance, assets: AssetService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const list = '/api/clients/:clientId/assets'
  routes.get(list, { config, schema: { params: ofClient, response: { 200: AssetListSchema } } }, (request) =>
    assets.list(actorOf(request), request.params.clientId),
  )
  routes.post(
    list,
    { config, schema: { params: ofClient, body: AssetFieldsSchema, response: { 201: AssetSchema } } },
    async (request, reply) => reply.code(201).send(await assets.add(actorOf(request), request.params.clientId, request.body)),
  )
  routes.post(
    `${list}/import`,
    { config, schema: { params: ofClient, body: ImportAssetsSchema, response: { 200: ImportAnswerSchema } } },
    (request) => assets.import(actorOf(request), request.params.clientId, request.body),
  )
  const one = '/api/assets/:assetId'
  routes.put(one, { config, schema: { params: ofAsset, body: EditAssetSchema, response: { 200: AssetSchema } } }, (request) =>
    assets.edit(actorOf(request), request.params.assetId, request.body),
  )
  routes.delete(one, { config, schema: { params: ofAsset } }, async (request, reply) => {
    await assets.retire(actorOf(request), request.params.assetId)
    return reply.code(204).send()
  })
}

export function planRoutes(app: FastifyInstance, plans: PlanService, files: PlanFileMaker): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const settings = '/api/clients/:clientId/lifecycle-settings'
  const settingsResponse = { 200: LifecycleSettingsSchema }
  routes.get(settings, { config, schema: { params: ofClient, response: settingsResponse } }, (request) =>
    plans.settings(actorOf(request), request.params.clientId),
  )
  routes.put(settings, { config, schema: { params: ofClient, body: LifecycleSettingsSchema, response: settingsResponse } }, (request) =>
    plans.setSettings(actorOf(request), request.params.clientId, request.body),
  )
  const plan = '/api/clients/:clientId/plan'
  routes.get(plan, { config, schema: { params: ofClient, response } }, (request) => plans.plan(actorOf(request), request.params.clientId))
  routes.post(`${plan}/try`, { config, schema: { params: ofClient, body: PinsSchema, response: { 200: TryPlanSchema } } }, (request) =>
    plans.try(actorOf(request), request.params.clientId, request.body.pins),
  )
  routes.put(`${plan}/pins`, { config, schema: { params: ofClient, body: PinsSchema, response } }, (request) =>
    plans.pin(actorOf(request), request.params.clientId, request.body.pins),
  )
  routes.post(
    `${plan}/approve`,
    { config, schema: { params: ofClient, body: ApprovePlanSchema, response: { 201: ApprovedPlanSchema } } },
    async (request, reply) => reply.code(201).send(await plans.approve(actorOf(request), request.params.clientId, request.body)),
  )
  routes.get('/api/clients/:clientId/budget', { config, schema: { params: ofClient, response: { 200: BudgetSchema } } }, (request) =>
    plans.budget(actorOf(request), request.params.clientId),
  )
  const fileQuery = z.object({ of: z.enum(['plan', 'budget']).default('plan'), paper: z.enum(['a4', 'letter']).default('a4') })
  for (const kind of ['pdf', 'xlsx'] as const)
    routes.get(
      `/api/clients/:clientId/plan.${kind}`,
      { config, schema: { params: ofClient, querystring: fileQuery } },
      async (request, reply) => {
        const { of, paper } = request.query
        const file = await files[kind](actorOf(request), request.params.clientId, { of, size: paper })
        return reply
          .type(kind === 'pdf' ? 'application/pdf' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
          .header('content-disposition', `${kind === 'pdf' ? 'inline' : 'attachment'}; filename="plan.${kind}"`)
          .header('cache-control', 'private, no-store')
          .send(file)
      },
    )
}
