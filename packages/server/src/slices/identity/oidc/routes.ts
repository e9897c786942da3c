/** HTTP of signing in elsewhere, and of its settings. */
import { IdSchema } from '@mainstay/contract'
import {
  NewSignInProviderSchema,
  SignInElsewhereSchema,
  SignInElsewhereStartSchema,
  SignInProviderChangeSchema,
  SignInProviderListSchema,
  SignInProviderRemovalSchema,
  SignInProviderSchema,
  SignInWaysSchema,
} from '@mainstay/contract/identity'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf, type Authenticate } from '../../../platform/http/index.ts'
import type { ProviderSettings } from './settings-service.ts'
import { type ElsewhereService, FLOW_SECONDS, redirectUriOf } from './sign-in-service.ts'
import type { SignInProvider } from './store.ts'

type Deps = {
  settings: ProviderSettings
  elsewhere: ElsewhereService
  byCookie: Authenticate
  baseUrl: () => string
  secureCookies: boolean
  passkeyOrigin: () => Promise<string | null>
}

const OfProvider = z.object({ providerId: IdSchema })
const OfPerson = z.object({ personId: IdSchema })
const Nothing = z.null()
const CALLBACK = '/api/auth/oidc/callback'
const TICKET = 'mainstay.elsewhere'
/** By a person's own cookie: a token configures no way in. */
const own = { access: 'own' } as const

export function oidcRoutes(app: FastifyInstance, deps: Deps): void {
  elsewhereRoutes(app, deps)
  settingsRoutes(app, deps)
}

function elsewhereRoutes(app: FastifyInstance, { elsewhere, baseUrl, secureCookies, passkeyOrigin }: Deps): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const ticketCookie = (value: string, seconds: number): string =>
    `${TICKET}=${value}; Path=${CALLBACK}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secureCookies ? '; Secure' : ''}`

  routes.get('/api/auth/ways', { config: { access: 'public' }, schema: { response: { 200: SignInWaysSchema } } }, async () => {
    const origin = await passkeyOrigin()
    return { passkeys: origin === null ? null : { origin }, providers: await elsewhere.offered() }
  })
  routes.post(
    '/api/auth/oidc/:providerId/start',
    { config: own, schema: { params: OfProvider, body: SignInElsewhereSchema, response: { 200: SignInElsewhereStartSchema } } },
    async (request, reply) => {
      const { url, ticket } = await elsewhere.start({ request, reply }, request.params.providerId, localPath(request.body.back))
      reply.header('set-cookie', ticketCookie(ticket, FLOW_SECONDS)).header('cache-control', 'no-store')
      return { url }
    },
  )
  // The browser comes here from elsewhere, so what went wrong is told on a page of ours and not as JSON.
  routes.get(CALLBACK, { config: own }, async (request, reply) => {
    reply.header('set-cookie', ticketCookie('', 0)).header('cache-control', 'no-store')
    try {
      const callback = new URL(redirectUriOf(baseUrl()))
      callback.search = new URL(request.url, 'http://mainstay.internal').search
      const { next, back } = await elsewhere.finish({ request, reply }, callback, ticketIn(request))
      return redirect(reply, next === 'signed-in' ? back : `/sign-in?${pageQuery({ step: 'code', back })}`)
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error
      return redirect(reply, `/sign-in?${pageQuery({ failed: error.code, provider: String(error.data['provider'] ?? '') })}`)
    }
  })
}

function settingsRoutes(app: FastifyInstance, { settings, byCookie, baseUrl }: Deps): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const session = { access: 'session' } as const
  const signedIn = async (request: FastifyRequest, reply: FastifyReply) => ({ request, reply, actor: await byCookie(request) })

  routes.get('/api/sign-in-providers', { config: session, schema: { response: { 200: SignInProviderListSchema } } }, async (request) => ({
    redirectUri: redirectUriOf(baseUrl()),
    providers: (await settings.list(actorOf(request))).map(wire),
  }))
  routes.post(
    '/api/sign-in-providers',
    { config: own, schema: { body: NewSignInProviderSchema, response: { 201: SignInProviderSchema } } },
    async (request, reply) => reply.code(201).send(wire(await settings.add(await signedIn(request, reply), request.body))),
  )
  routes.patch(
    '/api/sign-in-providers/:providerId',
    { config: own, schema: { params: OfProvider, body: SignInProviderChangeSchema, response: { 200: SignInProviderSchema } } },
    async (request, reply) => wire(await settings.change(await signedIn(request, reply), request.params.providerId, request.body)),
  )
  routes.post(
    '/api/sign-in-providers/:providerId/remove',
    { config: own, schema: { params: OfProvider, body: SignInProviderRemovalSchema, response: { 204: Nothing } } },
    async (request, reply) => {
      await settings.remove(await signedIn(request, reply), request.params.providerId, request.body.code)
      return reply.code(204).send(null)
    },
  )
  routes.delete(
    '/api/people/:personId/links',
    { config: session, schema: { params: OfPerson, response: { 204: Nothing } } },
    async (request, reply) => {
      await settings.unlinkPerson(actorOf(request), request.params.personId)
      return reply.code(204).send(null)
    },
  )
}

/** A page of ours; anything that a browser could read as another site's address is the first page instead. */
export function localPath(back: string | undefined): string {
  return back !== undefined && /^\/(?![/\\])[^\\\s]*$/.test(back) && !back.startsWith('/api/') ? back : '/'
}

function ticketIn(request: FastifyRequest): string {
  return new RegExp(`(?:^|;\\s*)${TICKET.replace('.', '\\.')}=([^;]*)`).exec(request.headers.cookie ?? '')?.[1] ?? ''
}

function pageQuery(fields: Record<string, string>): string {
  return new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== '')).toString()
}

function redirect(reply: FastifyReply, to: string): FastifyReply {
  return reply.redirect(to, 303)
}

function wire(p: SignInProvider): z.input<typeof SignInProviderSchema> {
  const rules = p.rules.map((rule) => ({ ...rule, clients: rule.clients === 'all' ? ('all' as const) : [...rule.clients] }))
  const { id, name, issuer, clientId, domains, enabled } = p
  return { id, name, issuer, clientId, domains, rules, enabled, createdAt: p.createdAt.toISOString() }
}
