/** Who may come to a route. Every route says so, or the server does not start: deny by default. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Actor } from '../auth/index.ts'

/**
 * `public`: nobody is asked. `session`: a signed-in person or a token; the service authorises.
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

export type Authenticators = Record<'session' | 'agent' | 'signer', Authenticate>

export function enforceAccess(app: FastifyInstance, authenticators: Authenticators): void {
  app.decorateRequest('actor', null)
  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined)
      throw new Error(`route ${String(route.method)} ${route.url} does not say who may come (config.access)`)
  })
  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access
    if (access === 'session' || access === 'agent' || access === 'signer') request.actor = await authenticators[access](request)
  })
}

/** The actor of a route with `session`, `agent` or `signer`. */
export function actorOf(request: FastifyRequest): Actor {
  if (request.actor === null) throw new Error('this route has no actor: its access is public or own')
  return request.actor
}
