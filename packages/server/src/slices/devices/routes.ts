/** HTTP of devices for people. */
import { IdSchema } from '@mainstay/contract'
import { DeviceDetailSchema, PolicyChangeSchema, PolicyDraftAnswerSchema } from '@mainstay/contract/devices'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import type { DeviceDetail, DevicesService } from './service.ts'

const OfDevice = z.object({ deviceId: IdSchema })

export function devicesRoutes(app: FastifyInstance, service: DevicesService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.get(
    '/api/devices/:deviceId',
    { config: { access: 'session' }, schema: { params: OfDevice, response: { 200: DeviceDetailSchema } } },
    async (request) => detailWire(await service.get(actorOf(request), request.params.deviceId)),
  )
  routes.put(
    '/api/devices/:deviceId/policy',
    { config: { access: 'session' }, schema: { params: OfDevice, body: PolicyChangeSchema, response: { 200: PolicyDraftAnswerSchema } } },
    async (request) => {
      const { policy, draftId } = await service.draftPolicy(actorOf(request), request.params.deviceId, request.body)
      return { envelopeId: draftId, revision: policy.revision, signWith: './mainstay sign' }
    },
  )
}

function detailWire({ device, clientName, siteName, inventory, policy }: DeviceDetail): z.input<typeof DeviceDetailSchema> {
  return {
    id: device.id,
    clientId: device.clientId,
    siteId: device.siteId,
    hostname: device.hostname,
    os: device.os,
    arch: device.arch,
    agentVersion: device.agentVersion,
    enrolledAt: device.enrolledAt.toISOString(),
    lastSeenAt: device.lastSeenAt?.toISOString() ?? null,
    clockSkewSeconds: device.clockSkewSeconds,
    clientName,
    siteName,
    inventory,
    policy: { applied: policy.applied, appliedAt: policy.appliedAt?.toISOString() ?? null, draft: policy.draft },
  }
}
