/** HTTP of copies in other places: they read by a token with the scope `recovery.copy`, and nothing here writes to a repository. */
import { IdSchema } from '@mainstay/contract'
import {
  AddCopySchema,
  AskKeySchema,
  CopiedFilesSchema,
  CopiedFileTypeSchema,
  CopiesSchema,
  CopyReportSchema,
  CopySchema,
  CopyWorkSchema,
  SealedKeySchema,
} from '@mainstay/contract/recovery'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../platform/http/index.ts'
import type { CopiesService } from './service.ts'
import type { CopyRow } from './store.ts'

const session = { access: 'session' } as const
const OfDevice = z.object({ deviceId: IdSchema })
const OfFile = OfDevice.extend({ type: CopiedFileTypeSchema, name: z.string().regex(/^(config|[0-9a-f]{64})$/) })

export function copyRoutes(app: FastifyInstance, service: CopiesService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.get('/api/copies', { config: session, schema: { response: { 200: CopiesSchema } } }, async (request) => ({
    copies: (await service.list(actorOf(request))).map(wire),
  }))
  routes.post('/api/copies', { config: session, schema: { body: AddCopySchema, response: { 201: CopySchema } } }, async (request, reply) =>
    reply.code(201).send(wire(await service.add(actorOf(request), request.body))),
  )
  routes.delete(
    '/api/copies/:copyId',
    { config: session, schema: { params: z.object({ copyId: IdSchema }), response: { 204: z.null() } } },
    async (request, reply) => {
      await service.remove(actorOf(request), request.params.copyId)
      return reply.code(204).send(null)
    },
  )
  routes.get('/api/copies/work', { config: session, schema: { response: { 200: CopyWorkSchema } } }, (request) =>
    service.work(actorOf(request)),
  )
  const url = '/api/copies/repositories/:deviceId'
  routes.get(`${url}/files`, { config: session, schema: { params: OfDevice, response: { 200: CopiedFilesSchema } } }, (request) =>
    service.files(actorOf(request), request.params.deviceId),
  )
  routes.get(`${url}/files/:type/:name`, { config: session, schema: { params: OfFile } }, async (request, reply) => {
    const { deviceId, type, name } = request.params
    const { size, stream } = await service.file(actorOf(request), deviceId, type, name)
    return reply.type('application/octet-stream').header('content-length', size).send(stream)
  })
  routes.post(
    `${url}/key`,
    { config: session, schema: { params: OfDevice, body: AskKeySchema, response: { 200: SealedKeySchema } } },
    async (request) => ({ sealed: await service.keyFor(actorOf(request), request.params.deviceId, request.body.publicKey) }),
  )
  routes.post(
    '/api/copies/reports',
    { config: session, schema: { body: CopyReportSchema, response: { 204: z.null() } } },
    async (request, reply) => {
      await service.report(actorOf(request), request.body)
      return reply.code(204).send(null)
    },
  )
}

function wire({ madeAt, ...copy }: CopyRow) {
  return { ...copy, madeAt: madeAt.toISOString() }
}
