/** HTTP of looking at a restored server, and the WebSockets of its windows. */
import { IdSchema } from '@mainstay/contract'
import {
  DeviceSandboxSchema,
  SANDBOX_PROTOCOL,
  SandboxFolderSchema,
  SandboxSchema,
  SaySchema,
  StartSandboxSchema,
  TicketSchema,
  type Window,
  WindowSchema,
} from '@mainstay/contract/recovery'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../platform/http/index.ts'
import type { SandboxService } from './service.ts'
import { type FrameSocket, openWindow, screenWire, serialWire, type Wire, type WindowLimits } from './window.ts'

const OfDevice = z.object({ deviceId: IdSchema })
const OfSandbox = z.object({ sandboxId: IdSchema })
const OfWindow = z.object({ sandboxId: IdSchema, window: WindowSchema })
const AtPath = z.object({ path: z.string().max(4096).default('') })
const session = { access: 'session' } as const

export type SandboxRouteDeps = {
  service: SandboxService
  limits: WindowLimits
  /** Rejects when the person of this request may no longer do what it did: signed out, switched off. */
  stillMay(request: FastifyRequest): Promise<void>
  recheckMs: number
}

export function sandboxRoutes(app: FastifyInstance, deps: SandboxRouteDeps): void {
  const { service } = deps
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const url = '/api/devices/:deviceId/recovery/sandbox'
  routes.get(url, { config: session, schema: { params: OfDevice, response: { 200: DeviceSandboxSchema } } }, (request) =>
    service.ofDevice(actorOf(request), request.params.deviceId),
  )
  routes.post(
    url,
    { config: session, schema: { params: OfDevice, body: StartSandboxSchema, response: { 201: SandboxSchema } } },
    async (request, reply) =>
      reply.code(201).send(await service.start(actorOf(request), request.params.deviceId, request.body.restorePointId)),
  )
  routes.get('/api/sandboxes/:sandboxId', { config: session, schema: { params: OfSandbox, response: { 200: SandboxSchema } } }, (request) =>
    service.one(actorOf(request), request.params.sandboxId),
  )
  routes.post(
    '/api/sandboxes/:sandboxId/end',
    { config: session, schema: { params: OfSandbox, response: { 204: z.null() } } },
    async (request, reply) => {
      await service.end(actorOf(request), request.params.sandboxId)
      return reply.code(204).send(null)
    },
  )
  routes.post(
    '/api/sandboxes/:sandboxId/statement',
    { config: session, schema: { params: OfSandbox, body: SaySchema, response: { 200: SandboxSchema } } },
    (request) => service.say(actorOf(request), request.params.sandboxId, request.body),
  )
  routes.get(
    '/api/sandboxes/:sandboxId/files',
    { config: session, schema: { params: OfSandbox, querystring: AtPath, response: { 200: SandboxFolderSchema } } },
    (request) => service.list(actorOf(request), request.params.sandboxId, request.query.path),
  )
  routes.get(
    '/api/sandboxes/:sandboxId/file',
    { config: session, schema: { params: OfSandbox, querystring: AtPath } },
    async (request, reply) => {
      const { handle, size, name } = await service.file(actorOf(request), request.params.sandboxId, request.query.path)
      // It is saved, never shown: what a client's server held is no page of ours.
      return reply
        .header('content-type', 'application/octet-stream')
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
        .header('content-security-policy', "sandbox; default-src 'none'")
        .header('cache-control', 'no-store')
        .header('content-length', size)
        .send(size === 0 ? await handle.close().then(() => '') : handle.createReadStream({ end: size - 1 }))
    },
  )
  windowRoutes(app, deps)
}

function windowRoutes(app: FastifyInstance, { service, limits, stillMay, recheckMs }: SandboxRouteDeps): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.post(
    '/api/sandboxes/:sandboxId/windows/:window/ticket',
    { config: session, schema: { params: OfWindow, response: { 201: TicketSchema } } },
    async (request, reply) => {
      const { sandboxId, window } = request.params
      return reply.code(201).send(await service.ticket(actorOf(request), sandboxId, window))
    },
  )
  const opened = new WeakMap<FastifyRequest, Opened>()
  routes.get(
    '/api/sandboxes/:sandboxId/windows/:window',
    {
      websocket: true,
      config: session,
      schema: { params: OfWindow, hide: true },
      // Before the line is opened: who may not come gets an answer of HTTP, with its reason.
      preHandler: async (request) => {
        const { sandboxId, window } = request.params as z.infer<typeof OfWindow>
        if (request.headers.upgrade?.toLowerCase() !== 'websocket')
          throw new AppError('platform.invalid-input', { detail: 'this address is for a WebSocket' })
        opened.set(request, await open(service, request, sandboxId, window))
      },
    },
    (socket: FrameSocket, request) => {
      const one = opened.get(request)
      if (one === undefined) return socket.terminate()
      const recheck = setInterval(() => {
        stillMay(request).catch((error: unknown) => {
          if (error instanceof AppError && error.status < 500) close('You are no longer signed in here.')
        })
      }, recheckMs)
      const close = openWindow(socket, one.wire, limits, () => {
        clearInterval(recheck)
        one.windows.delete(close)
      })
      one.windows.add(close)
    },
  )
}

type Opened = { wire: Wire; windows: Set<(why: string) => void> }

async function open(service: SandboxService, request: FastifyRequest, sandboxId: string, window: Window): Promise<Opened> {
  const live = await service.open(actorOf(request), sandboxId, window, ticketOf(request))
  const { machine, windows } = live
  if (machine === null) throw new AppError('recovery.viewing.not-running')
  if (window === 'serial') return { wire: serialWire(machine), windows }
  const wire = await screenWire(machine).catch((error: unknown) => {
    throw new AppError('recovery.viewing.ended', { detail: 'Its screen does not answer.' }, { cause: error })
  })
  return { wire, windows }
}

/** Not in the address, which proxies write down: the second of the protocols that the page offers. */
function ticketOf(request: FastifyRequest): string {
  const [first, second = ''] = String(request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/)
  const [, ticket] = /^ticket\.([\w-]{43})$/.exec(second) ?? []
  if (first !== SANDBOX_PROTOCOL || ticket === undefined) throw new AppError('recovery.viewing.ticket')
  return ticket
}
