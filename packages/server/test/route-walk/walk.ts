/** Walks every route as a visitor who belongs to one client, with the ids of another, and tells what was seen or changed. */
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { TestDatabase } from '../database.ts'
import { requestsFor, type WalkRequest } from './requests.ts'
import type { KnownRoute } from './routes.ts'
import { fingerprint, smuggled, type TenantRows } from './tenant-rows.ts'

export type Visitor = {
  name: string
  headers: Record<string, string>
  /** Routes of these kinds are for them; `public` and `own` are tried by all. */
  access: 'session' | 'agent'
  /** An address that answers them 200: that they are who they are before the walk and after it. Null: the credential cannot end. */
  alive: string | null
}

export type Walk = {
  /** What must not be: route, visitor, what of the other client's was in the answer or changed. */
  findings: string[]
  /** How many requests each route got. */
  requests: Map<string, number>
}

type Place = { app: FastifyInstance; db: TestDatabase; routes: readonly KnownRoute[]; own: TenantRows; foreign: TenantRows }

export const routeName = (route: KnownRoute): string => `${route.method} ${route.url}`

export async function walkAs(visitor: Visitor, place: Place): Promise<Walk> {
  const walk: Walk = { findings: [], requests: new Map() }
  let before = await fingerprint(place.db, place.foreign.clientId)
  await expectAlive(visitor, place, 'before the walk')
  // Those that check by themselves come last: among them is the way out.
  const mine = place.routes.filter((route) => route.access === visitor.access)
  const open = place.routes.filter((route) => route.access === 'public' || route.access === 'own')
  for (const [n, routes] of [mine, open].entries()) {
    for (const route of routes) {
      const requests = requestsFor(route, place.own, place.foreign)
      walk.requests.set(routeName(route), requests.length)
      for (const request of requests) {
        const leak = await leakOf(place, visitor, request)
        if (leak !== null) walk.findings.push(`${visitor.name}: ${request.method} ${request.url} answered with ${leak}`)
      }
      const after = await fingerprint(place.db, place.foreign.clientId)
      for (const table of changed(before, after)) walk.findings.push(`${visitor.name}: ${routeName(route)} changed ${table}`)
      before = after
    }
    if (n === 0) await expectAlive(visitor, place, 'after their own routes')
  }
  for (const row of await smuggled(place.db, place.own.clientId, place.foreign)) walk.findings.push(`${visitor.name}: smuggled into ${row}`)
  return walk
}

/** What of the foreign client's rows stands in the answer, apart from what the request itself said; or a failure. */
async function leakOf({ app, foreign }: Place, visitor: Visitor, request: WalkRequest): Promise<string | null> {
  const response = await app.inject({ ...request, method: request.method as InjectOptions['method'] & string, headers: visitor.headers })
  // A walk that stumbles has not shown that the way was closed.
  if (response.statusCode >= 500) return `${response.statusCode} ${response.body}`
  const answer = response.body + JSON.stringify(response.headers)
  const said = decodeURIComponent(request.url) + JSON.stringify(request.payload ?? {})
  const bytes = Buffer.from(foreign.marker)
  const needles = [foreign.marker, bytes.toString('base64url'), bytes.toString('hex'), ...foreign.ids.values()]
  return needles.find((needle) => answer.includes(needle) && !said.includes(needle)) ?? null
}

async function expectAlive(visitor: Visitor, { app }: Place, when: string): Promise<void> {
  if (visitor.alive === null) return
  const { statusCode, body } = await app.inject({ url: visitor.alive, headers: visitor.headers })
  if (statusCode !== 200) throw new Error(`${visitor.name} is nobody ${when}: ${visitor.alive} answered ${statusCode} ${body}`)
}

function changed(before: Record<string, string>, after: Record<string, string>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((table) => before[table] !== after[table])
}
