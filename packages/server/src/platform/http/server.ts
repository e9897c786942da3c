/** The HTTP server: Fastify with zod schemas, problem+json, security headers, deny-by-default routes. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import swagger from '@fastify/swagger'
import websocket from '@fastify/websocket'
import { AppError } from '@mainstay/kernel'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Log } from '../log/index.ts'
import { type Authenticators, enforceAccess } from './access.ts'
import { describeRoute, SECURITY_SCHEMES } from './openapi.ts'
import { acceptPacked } from './packed.ts'
import { boundArrival, PATIENCE, type Patience } from './patience.ts'
import { answerBrokenRequest, asAppError, sendProblem } from './problem.ts'

export type HttpOptions = {
  log: Log
  authenticators: Authenticators
  tls: { certFile: string; keyFile: string } | null
  /** Whose `X-Forwarded-For` is believed (see proxies.ts); by default nobody's. */
  proxies?: readonly string[]
  /** For tests: shorter than PATIENCE. */
  patience?: Patience
}

/** Batches and API calls are small; routes with larger bodies say their own limit. */
const BODY_LIMIT = 2 * 1024 * 1024
/** People type and point; beyond, the socket is closed with 1009. */
const WEBSOCKET_FRAME_LIMIT = 64 * 1024

export async function createHttp({ log, authenticators, tls, proxies = [], patience = PATIENCE }: HttpOptions): Promise<FastifyInstance> {
  const checks = { connectionsCheckingInterval: patience.check }
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT,
    // Streams may take hours: patience.ts bounds the others.
    requestTimeout: 0,
    frameworkErrors: (error, request, reply) => void sendProblem(asAppError(error), request, reply),
    clientErrorHandler: answerBrokenRequest,
    trustProxy: proxies.length > 0 && [...proxies],
    forceCloseConnections: 'idle',
    ...(tls
      ? { https: { ...checks, cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile), minVersion: 'TLSv1.2' as const } }
      : { http: checks }),
  }) as FastifyInstance
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler((error, request, reply) => sendProblem(asAppError(error as Error), request, reply))
  app.setNotFoundHandler((request, reply) =>
    sendProblem(new AppError('platform.route-not-found', { path: request.url.split('?', 1)[0] ?? '' }), request, reply),
  )
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'same-origin')
    reply.header('x-frame-options', 'DENY')
    if (tls) reply.header('strict-transport-security', 'max-age=31536000')
    if (!reply.hasHeader('content-security-policy')) {
      reply.header(
        'content-security-policy',
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
      )
    }
  })
  // Before access is judged: it takes away the sockets of upgrades that are refused, but only of requests that it has seen.
  await app.register(websocket, { options: { maxPayload: WEBSOCKET_FRAME_LIMIT } })
  boundArrival(app, patience)
  enforceAccess(app, authenticators)
  acceptPacked(app)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Mainstay', version: '0.1.0' },
      components: { securitySchemes: SECURITY_SCHEMES },
    },
    transform: describeRoute,
  })
  return app
}
