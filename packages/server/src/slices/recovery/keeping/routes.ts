/** HTTP of keeping. */
import { IdSchema } from '@mainstay/contract'
import {
  AcceptFindingSchema,
  AskTwoPeopleSchema,
  DeviceKeepingSchema,
  KeepingSettingsSchema,
  RemovePointSchema,
} from '@mainstay/contract/recovery'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../platform/http/index.ts'
import type { KeepingService } from './service.ts'

const session = { access: 'session' } as const
const OfDevice = z.object({ deviceId: IdSchema })
const OfPoint = z.object({ deviceId: IdSchema, restorePointId: IdSchema })
const nothing = { 204: z.null() }

export function keepingRoutes(app: FastifyInstance, service: KeepingService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const url = '/api/devices/:deviceId/recovery'
  routes.get(`${url}/keeping`, { config: session, schema: { params: OfDevice, response: { 200: DeviceKeepingSchema } } }, (request) =>
    service.ofDevice(actorOf(request), request.params.deviceId),
  )
  routes.put(
    `${url}/keeping`,
    { config: session, schema: { params: OfDevice, body: KeepingSettingsSchema, response: nothing } },
    async (request, reply) => {
      await service.change(actorOf(request), request.params.deviceId, request.body)
      return reply.code(204).send(null)
    },
  )
  routes.post(
    `${url}/restore-points/:restorePointId/removal`,
    { config: session, schema: { params: OfPoint, body: RemovePointSchema, response: nothing } },
    async (request, reply) => {
      const { deviceId, restorePointId } = request.params
      await service.remove(actorOf(request), deviceId, restorePointId, request.body.why)
      return reply.code(204).send(null)
    },
  )
  routes.post(
    `${url}/restore-points/:restorePointId/false-alarm`,
    { config: session, schema: { params: OfPoint, body: AcceptFindingSchema, response: nothing } },
    async (request, reply) => {
      const { deviceId, restorePointId } = request.params
      await service.acceptFinding(actorOf(request), deviceId, restorePointId, request.body.why)
      return reply.code(204).send(null)
    },
  )
  routes.delete(
    '/api/tombstones/:tombstoneId',
    { config: session, schema: { params: z.object({ tombstoneId: IdSchema }), response: nothing } },
    async (request, reply) => {
      await service.takeBack(actorOf(request), request.params.tombstoneId)
      return reply.code(204).send(null)
    },
  )
  routes.post(
    `${url}/requests`,
    { config: session, schema: { params: OfDevice, body: AskTwoPeopleSchema, response: { 201: z.object({ id: IdSchema }) } } },
    async (request, reply) => reply.code(201).send({ id: await service.ask(actorOf(request), request.params.deviceId, request.body) }),
  )
  const OfRequest = z.object({ requestId: IdSchema })
  for (const [word, answer] of [
    ['approve', service.approve],
    ['refuse', service.refuse],
  ] as const)
    routes.post(
      `/api/recovery-requests/:requestId/${word}`,
      { config: session, schema: { params: OfRequest, response: nothing } },
      async (request, reply) => {
        await answer(actorOf(request), request.params.requestId)
        return reply.code(204).send(null)
      },
    )
}
