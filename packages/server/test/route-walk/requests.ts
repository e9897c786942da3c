/** Makes requests for a route out of its schemas, with ids put wherever an id can stand. */
import type { KnownRoute } from './routes.ts'
import { idNamed, instanceOf, kebab, type Words } from './sample.ts'
import type { TenantRows } from './tenant-rows.ts'

export type WalkRequest = { method: string; url: string; payload?: object }

/** Each mixture of the two clients' ids in the path and in the rest, but for what is all the visitor's own. */
export function requestsFor(route: KnownRoute, own: TenantRows, foreign: TenantRows): WalkRequest[] {
  const takesRest = route.schema.body !== undefined || route.schema.querystring !== undefined
  const made = [
    { path: foreign, rest: foreign },
    { path: foreign, rest: own },
    ...(takesRest ? [{ path: own, rest: foreign }] : []),
  ].flatMap(({ path, rest }) => pathsFor(route, path).map((url) => requestOf(route, url, rest)))
  return [...new Map(made.map((request) => [JSON.stringify(request), request])).values()]
}

/** All of it the visitor's own. */
export function ownRequests(route: KnownRoute, own: TenantRows): WalkRequest[] {
  return pathsFor(route, own).map((url) => requestOf(route, url, own))
}

function requestOf(route: KnownRoute, path: string, rest: TenantRows): WalkRequest {
  const words = wordsOf(rest)
  const query = route.schema.querystring === undefined ? {} : instanceOf(route.schema.querystring, words)
  const search = new URLSearchParams(
    Object.entries(query as object).flatMap(([name, value]) =>
      value === undefined || typeof value === 'object' ? [] : [[name, String(value)] as [string, string]],
    ),
  ).toString()
  const url = search === '' ? path : `${path}?${search}`
  if (route.schema.body === undefined) return { method: route.method, url }
  return { method: route.method, url, payload: instanceOf(route.schema.body, words) as object }
}

/** `/api/devices/:deviceId` with that device; where the name tells nothing, with every id there is. */
function pathsFor({ url, schema }: KnownRoute, rows: TenantRows): string[] {
  const segments = url.split('/')
  // What is no id has a form of its own: a domain, a moment, one of a few words.
  const shaped = schema.params === undefined ? {} : (instanceOf(schema.params, wordsOf(rows)) as Record<string, unknown>)
  let paths = ['']
  for (const [n, segment] of segments.entries()) {
    const values = segment.startsWith(':') || segment === '*' ? valuesFor(segment.slice(1), segments[n - 1] ?? '', shaped, rows) : [segment]
    paths = paths.flatMap((path) => values.map((value) => (n === 0 ? value : `${path}/${value}`)))
  }
  return paths.slice(0, 200)
}

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/

function valuesFor(parameter: string, before: string, shaped: Record<string, unknown>, rows: TenantRows): string[] {
  const value = shaped[parameter]
  if (typeof value !== 'string' || UUID.test(value)) return idsFor(parameter, before, rows)
  return [encodeURIComponent(value)]
}

function wordsOf({ ids, clientId, marker }: TenantRows): Words {
  return { ids, id: clientId, text: 'walked', domain: `${marker.toLowerCase()}.example` }
}

function idsFor(parameter: string, before: string, { ids, marker }: TenantRows): string[] {
  const byName = idNamed(parameter.replace(/\(.*$/, ''), ids) ?? ids.get(kebab(before).replace(/s$/, ''))
  return byName === undefined ? [...new Set([...ids.values(), encodeURIComponent(marker)])] : [byName]
}
