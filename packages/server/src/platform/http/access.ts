/** Who may come to a route. Every route says so, or the server does not start: deny by default. */
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Actor } from '../auth/index.ts'
import { asPayload, readBounded } from './body.ts'

/**
 * `public`: nobody is asked. `session`: a signed-in person, a token, or a person's signing key; the service authorises.
 * `agent`, `signer`: their own credentials, which open nothing else. `own`: the route checks by itself (restic, sign-in).
 */
export type Access = 'public' | 'session' | 'agent' | 'signer' | 'own'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    actor: Actor | null
  }
}

/** Finds the actor of a request by one kind of credential; throws AppError when there is none that holds. */
export type Authenticate = (request: FastifyRequest) => Promise<Actor>
/** The same for requests whose signature covers the body. */
export type AuthenticateSigned = (request: FastifyRequest, body: Buffer) => Promise<Actor>

export type Authenticators = { session: Authenticate; agent: Authenticate; signer: AuthenticateSigned }

const SIGNED = /^MainstaySigner /
const SIGNED_BODY_LIMIT = 2 * 1024 * 1024

export function enforceAccess(app: FastifyInstance, authenticators: Authenticators): void {
  app.decorateRequest('actor', null)
  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined)
      throw new Error(`route ${String(route.method)} ${route.url} does not say who may come (config.access)`)
  })
  app.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config
    if (isSigned(request)) return
    if (access === 'session' || access === 'agent') request.actor = await authenticators[access](request)
    if (access === 'signer') throw new AppError('trust.signer-unauthenticated')
  })
  // A signature covers the body, so it can be judged only when the body is here; nothing has looked at it before.
  app.addHook('preParsing', async (request, _reply, payload) => {
    if (!isSigned(request)) return payload
    const body = await readBounded(payload, SIGNED_BODY_LIMIT, '2 MB')
    request.actor = await authenticators.signer(request, body)
    return asPayload(body)
  })
}

/** The actor of a route with `session`, `agent` or `signer`. */
export function actorOf(request: FastifyRequest): Actor {
  if (request.actor === null) throw new Error('this route has no actor: its access is public or own')
  return request.actor
}

function isSigned(request: FastifyRequest): boolean {
  const { access } = request.routeOptions.config
  return (access === 'session' || access === 'signer') && SIGNED.test(request.headers.authorization ?? '')
}
