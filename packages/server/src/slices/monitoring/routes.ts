/** HTTP of monitoring: batches in from agents; devices, values, alerts and incidents out to people. */
import { IdSchema } from '@mainstay/contract'
import { MetricsAnswerSchema } from '@mainstay/contract/agent'
import {
  AlertListQuerySchema,
  AlertListSchema,
  DeviceListQuerySchema,
  DeviceListSchema,
  IncidentListSchema,
  LatestValuesSchema,
  SeriesAnswerSchema,
  SeriesQuerySchema,
} from '@mainstay/contract/monitoring'
import type { Clock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import { agentOf } from '../devices/index.ts'
import { readBatch } from './ingest/batch-body.ts'
import type { IngestBatch } from './ingest/ingest.ts'
import type { MonitoringService } from './service.ts'

const DeviceParamsSchema = z.object({ deviceId: IdSchema })
/** Packed; what it unpacks to has a limit of its own. */
const BODY_LIMIT = 2 * 1024 * 1024

export function peopleRoutes(app: FastifyInstance, service: MonitoringService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const config = { access: 'session' as const }
  routes.get('/api/devices', { config, schema: { querystring: DeviceListQuerySchema, response: { 200: DeviceListSchema } } }, (request) =>
    service.devices(actorOf(request), request.query),
  )
  routes.get(
    '/api/devices/:deviceId/latest',
    { config, schema: { params: DeviceParamsSchema, response: { 200: LatestValuesSchema } } },
    async (request) => ({ values: await service.latest(actorOf(request), request.params.deviceId) }),
  )
  routes.get(
    '/api/devices/:deviceId/series',
    { config, schema: { params: DeviceParamsSchema, querystring: SeriesQuerySchema, response: { 200: SeriesAnswerSchema } } },
    (request) => {
      const { name, from, to, points } = request.query
      return service.series(actorOf(request), request.params.deviceId, { name, points, from: new Date(from), to: new Date(to) })
    },
  )
  routes.get('/api/alerts', { config, schema: { querystring: AlertListQuerySchema, response: { 200: AlertListSchema } } }, (request) =>
    service.alerts(actorOf(request), request.query),
  )
  routes.get(
    '/api/incidents',
    { config, schema: { querystring: AlertListQuerySchema, response: { 200: IncidentListSchema } } },
    (request) => service.incidents(actorOf(request), request.query),
  )
}

/** Within a context of its own, since here a body of JSON comes as bytes, packed or not. */
export async function agentMetricsRoute(app: FastifyInstance, { ingest, clock }: { ingest: IngestBatch; clock: Clock }): Promise<void> {
  await app.register(async (scope) => {
    scope.removeContentTypeParser('application/json')
    scope.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body))
    scope
      .withTypeProvider<ZodTypeProvider>()
      .post(
        '/agent/v1/metrics',
        { config: { access: 'agent' }, bodyLimit: BODY_LIMIT, schema: { response: { 200: MetricsAnswerSchema } } },
        async (request) => {
          const batch = await readBatch(request.body as Buffer, request.headers['content-encoding'])
          return ingest(agentOf(actorOf(request)), batch, clock.now())
        },
      )
  })
}
