/** Keeps a list of every route that is registered on an app. */
import type { FastifyInstance } from 'fastify'
import type { Access } from '../../src/platform/http/index.ts'

export type KnownRoute = {
  method: string
  url: string
  access: Access | undefined
  schema: { body?: unknown; params?: unknown; querystring?: unknown }
}

/** To be called before the routes are registered; the list grows with them. */
export function recordRoutes(app: FastifyInstance): KnownRoute[] {
  const known: KnownRoute[] = []
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      if (method === 'HEAD' || method === 'OPTIONS') continue
      const { body, params, querystring } = route.schema ?? {}
      known.push({ method, url: route.url, access: route.config?.access, schema: { body, params, querystring } })
    }
  })
  return known
}
