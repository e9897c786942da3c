/** HTTP of monitoring: batches in, last values out. */
import { IdSchema } from '@mainstay/contract'
import { MetricsAnswerSchema, MetricsBatchSchema } from '@mainstay/contract/agent'
import { LatestValuesSchema } from '@mainstay/contract/monitoring'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import { agentOf } from '../devices/index.ts'
import type { MonitoringService } from './service.ts'

export function monitoringRoutes(app: FastifyInstance, service: MonitoringService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.post(
    '/agent/v1/metrics',
    { config: { access: 'agent' }, schema: { body: MetricsBatchSchema, response: { 200: MetricsAnswerSchema } } },
    (request) => service.ingest(agentOf(actorOf(request)), request.body),
  )
  routes.get(
    '/api/devices/:deviceId/latest',
    { config: { access: 'session' }, schema: { params: z.object({ deviceId: IdSchema }), response: { 200: LatestValuesSchema } } },
    async (request) => ({
      values: [...(await service.latest(actorOf(request), request.params.deviceId)).values()].map((one) => ({
        ...one,
        at: new Date(one.at).toISOString(),
      })),
    }),
  )
}
