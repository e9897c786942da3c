/** HTTP of monitoring: batches in, last values out. */
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { IdSchema } from '@mainstay/contract'
import { MetricsAnswerSchema, MetricsBatchSchema } from '@mainstay/contract/agent'
import { LatestValuesSchema } from '@mainstay/contract/monitoring'
import { AppError } from '@mainstay/kernel'
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

const unpack = promisify(gunzip)

/** Agents send gzip. What it unpacks to is bounded, so that a small body cannot fill the memory. */
export const UNPACKED_LIMIT = 8 * 1024 * 1024

export function acceptGzip(app: FastifyInstance): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    if (request.headers['content-encoding'] !== 'gzip' || !request.url.startsWith('/agent/')) return payload
    const parts: Buffer[] = []
    for await (const part of payload) parts.push(Buffer.from(part))
    const { Readable } = await import('node:stream')
    const plain = await unpack(Buffer.concat(parts), { maxOutputLength: UNPACKED_LIMIT }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_BUFFER_TOO_LARGE') throw new AppError('platform.too-large', { limit: '8 MB when unpacked' })
      throw new AppError('platform.invalid-input', { detail: 'the body is not gzip, though its header says so' })
    })
    delete request.headers['content-encoding']
    request.headers['content-length'] = String(plain.length)
    return Object.assign(Readable.from([plain]), { receivedEncodedLength: plain.length })
  })
}
