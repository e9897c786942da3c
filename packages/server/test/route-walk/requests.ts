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
  ].flatMap(({ path, rest }) => pathsFor(route.url, path).map((url) => requestOf(route, url, rest)))
  return [...new Map(made.map((request) => [JSON.stringify(request), request])).values()]
}

function requestOf(route: KnownRoute, path: string, rest: TenantRows): WalkRequest {
  const words: Words = { ids: rest.ids, id: rest.clientId, text: 'walked' }
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
function pathsFor(url: string, rows: TenantRows): string[] {
  const segments = url.split('/')
  let paths = ['']
  for (const [n, segment] of segments.entries()) {
    const values = segment.startsWith(':') || segment === '*' ? idsFor(segment.slice(1), segments[n - 1] ?? '', rows) : [segment]
    paths = paths.flatMap((path) => values.map((value) => (n === 0 ? value : `${path}/${value}`)))
  }
  return paths.slice(0, 200)
}

function idsFor(parameter: string, before: string, { ids, marker }: TenantRows): string[] {
  const byName = idNamed(parameter.replace(/\(.*$/, ''), ids) ?? ids.get(kebab(before).replace(/s$/, ''))
  return byName === undefined ? [...new Set([...ids.values(), encodeURIComponent(marker)])] : [byName]
}
