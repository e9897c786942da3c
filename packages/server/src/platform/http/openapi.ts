/** The API's description, made of what the routes declare: address, method, schemas, who may come. */
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import type { Access } from './access.ts'

type Transform = typeof jsonSchemaTransform

/** Of the document; each route names those that it takes. */
export const SECURITY_SCHEMES = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'mainstay.session_token',
    description: 'Of a person who signed in; `__Secure-` stands before it over https.',
  },
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API token, `mst_…`: made in the account of a person, no more than its maker may.',
  },
  signer: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: '`MainstaySigner …`: each request signed with a signing key.',
  },
  agent: { type: 'http', scheme: 'bearer', description: 'A session of an agent, which opens the channel of agents alone.' },
} as const

const SECURITY: Record<Access, readonly Record<string, string[]>[]> = {
  session: [{ session: [] }, { token: [] }, { signer: [] }],
  agent: [{ agent: [] }],
  signer: [{ signer: [] }],
  own: [],
  public: [],
}

export const describeRoute: Transform = (input) => {
  const described = jsonSchemaTransform(input)
  const { access = 'public' } = input.route.config ?? {}
  const method = [input.route.method].flat()[0] ?? 'GET'
  return {
    ...described,
    schema: { tags: [tagOf(input.url)], summary: summaryOf(method, input.url), security: SECURITY[access], ...described.schema },
  }
}

/** `/api/clients/:clientId/reports` is about reports: the last part that is a name. */
function tagOf(url: string): string {
  const names = url.split('/').filter((part) => part !== '' && !part.startsWith(':') && part !== '*')
  const [first = 'operation', second] = names
  return first === 'api' || first === 'agent' || first === 'signer' ? (first === 'api' ? (second ?? first) : first) : 'operation'
}

const VERBS: Record<string, string> = { GET: 'Read', PUT: 'Set', PATCH: 'Change', DELETE: 'Remove' }

/** `PATCH /api/people/:personId`: "Change people: one". A POST to a name makes one; to a verb it does that. */
export function summaryOf(method: string, url: string): string {
  const parts = url.split('/').filter((part) => part !== '' && !/^(api|agent|signer|v\d+|\*)$/.test(part))
  const names = parts.filter((part) => !part.startsWith(':')).map((part) => part.replace(/\.\w+$/, '').replaceAll('-', ' '))
  const last = parts.at(-1) ?? ''
  const of = names.length > 1 ? ` of ${names.slice(0, -1).toReversed().join(' of ')}` : ''
  const what = `${names.at(-1) ?? 'everything'}${last.startsWith(':') ? ': one' : ''}${of}`
  return `${VERBS[method] ?? 'Send to'} ${what}`
}
