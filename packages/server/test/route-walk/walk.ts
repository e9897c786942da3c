/** Walks every route as a visitor who belongs to one client, with the ids of another, and tells what was seen or changed. */
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { TestDatabase } from '../database.ts'
import { ownRequests, requestsFor, type WalkRequest } from './requests.ts'
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
  /** Of each route that changes something: the codes of its answers, 2xx as `done`. */
  answers: Map<string, Set<string>>
}

/** What a visitor's own client had changed by them: the route, and the tables. */
export type OwnChange = { route: string; tables: string[] }

type Place = { app: FastifyInstance; db: TestDatabase; routes: readonly KnownRoute[]; own: TenantRows; foreign: TenantRows }

export const routeName = (route: KnownRoute): string => `${route.method} ${route.url}`

export async function walkAs(visitor: Visitor, place: Place): Promise<Walk> {
  const walk: Walk = { findings: [], requests: new Map(), answers: new Map() }
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
        const { leak, code } = await ask(place, visitor, request)
        if (changes(route)) walk.answers.set(routeName(route), (walk.answers.get(routeName(route)) ?? new Set()).add(code))
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

/** Asks every route that changes something, with the ids of the visitor's own client: what their role must not do there, it does not. */
export async function walkOwn(visitor: Visitor, { app, db, routes, own }: Place): Promise<OwnChange[]> {
  const found: OwnChange[] = []
  let before = await fingerprint(db, own.clientId)
  for (const route of routes.filter((one) => one.access === visitor.access && changes(one))) {
    for (const request of ownRequests(route, own))
      await app.inject({ ...request, method: request.method as InjectOptions['method'] & string, headers: visitor.headers })
    const after = await fingerprint(db, own.clientId)
    const tables = changed(before, after).map((table) => table.replace(/^public\./, ''))
    if (tables.length > 0) found.push({ route: routeName(route), tables })
    before = after
  }
  return found
}

export function changes({ method }: KnownRoute): boolean {
  return method !== 'GET'
}

/** `leak`: what of the foreign client's rows stands in the answer, apart from what the request itself said; or a failure. */
async function ask({ app, foreign }: Place, visitor: Visitor, request: WalkRequest): Promise<{ leak: string | null; code: string }> {
  const response = await app.inject({ ...request, method: request.method as InjectOptions['method'] & string, headers: visitor.headers })
  const code = response.statusCode < 400 ? 'done' : (/"code":"([^"]+)"/.exec(response.body)?.[1] ?? String(response.statusCode))
  // A walk that stumbles has not shown that the way was closed.
  if (response.statusCode >= 500) return { leak: `${response.statusCode} ${response.body}`, code }
  const answer = response.body + JSON.stringify(response.headers)
  const said = decodeURIComponent(request.url) + JSON.stringify(request.payload ?? {})
  const bytes = Buffer.from(foreign.marker)
  const needles = [foreign.marker, bytes.toString('base64url'), bytes.toString('hex'), ...foreign.ids.values()]
  return { leak: needles.find((needle) => answer.includes(needle) && !said.includes(needle)) ?? null, code }
}

async function expectAlive(visitor: Visitor, { app }: Place, when: string): Promise<void> {
  if (visitor.alive === null) return
  const { statusCode, body } = await app.inject({ url: visitor.alive, headers: visitor.headers })
  if (statusCode !== 200) throw new Error(`${visitor.name} is nobody ${when}: ${visitor.alive} answered ${statusCode} ${body}`)
}

function changed(before: Record<string, string>, after: Record<string, string>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((table) => before[table] !== after[table])
}
