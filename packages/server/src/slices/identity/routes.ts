/** HTTP of who is signed in, the first sign-in, people and tokens. */
import { IdSchema } from '@mainstay/contract'
import {
  AcceptInvitationSchema,
  ApiTokenCreatedSchema,
  ApiTokenListSchema,
  type ApiTokenSchema,
  InvitationSchema,
  MeSchema,
  NewApiTokenSchema,
  NewPersonSchema,
  PersonChangeSchema,
  PersonListSchema,
  PersonSchema,
  SetupRequestSchema,
  SetupStateSchema,
} from '@mainstay/contract/identity'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Actor } from '../../platform/auth/index.ts'
import { actorOf } from '../../platform/http/index.ts'
import { linkLimits } from './domain/limits.ts'
import { type ClientScope, kindOf } from './domain/person.ts'
import { PERMISSIONS } from './domain/permissions.ts'
import type { Invitation, PeopleService, PersonView } from './people-service.ts'
import { refuseCrossSite, type RequestJudge } from './request-judge.ts'
import type { SetupService } from './setup-service.ts'
import type { Attempts } from './sign-in/attempts.ts'
import type { TokenService } from './token-service.ts'
import type { TokenOfPerson } from './token-store.ts'

type Deps = { people: PeopleService; tokens: TokenService; setup: SetupService; attempts: Attempts; judge: RequestJudge }

const OfPerson = z.object({ personId: IdSchema })
const OfToken = z.object({ tokenId: IdSchema })
const Nothing = z.null()
const session = { access: 'session' } as const
const own = { access: 'own' } as const

export function identityRoutes(app: FastifyInstance, deps: Deps): void {
  linkRoutes(app, deps)
  peopleRoutes(app, deps)
  tokenRoutes(app, deps)
}

/** Before there is a session: the first sign-in and invitations, each by its one-time link. */
function linkRoutes(app: FastifyInstance, { people, setup, attempts, judge }: Deps): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const judged = async (request: FastifyRequest): Promise<void> => {
    refuseCrossSite(judge, request)
    await attempts.take(linkLimits(request.ip))
  }
  routes.get('/api/setup', { config: { access: 'public' }, schema: { response: { 200: SetupStateSchema } } }, async () => ({
    open: await setup.isOpen(),
  }))
  routes.post(
    '/api/setup',
    { config: own, schema: { body: SetupRequestSchema, response: { 204: Nothing } }, preValidation: () => setup.refuseUnlessOpen() },
    async (request, reply) => {
      await judged(request)
      await setup.use(request.body)
      return reply.code(204).send(null)
    },
  )
  routes.post(
    '/api/invitations/accept',
    { config: own, schema: { body: AcceptInvitationSchema, response: { 204: Nothing } } },
    async (request, reply) => {
      await judged(request)
      await people.accept(request.body.token, request.body.password)
      return reply.code(204).send(null)
    },
  )
}

function peopleRoutes(app: FastifyInstance, { people, judge }: Deps): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const invitation = ({ personId, secret, expiresAt }: Invitation) => ({
    personId,
    link: `${judge.baseUrl()}/invitation#${secret}`,
    expiresAt: expiresAt.toISOString(),
  })
  routes.get('/api/me', { config: session, schema: { response: { 200: MeSchema } } }, async (request) => {
    const actor = personal(actorOf(request))
    const { id, name, email, role, twoFactor } = await people.me(actor)
    const permissions = PERMISSIONS.filter((permission) => actor.permissions.has(permission))
    return { id, name, email, kind: kindOf(role), role, permissions, clients: scopeWire(actor.clients), twoFactor }
  })
  routes.get('/api/people', { config: session, schema: { response: { 200: PersonListSchema } } }, async (request) => ({
    people: (await people.list(actorOf(request))).map(personWire),
  }))
  routes.post(
    '/api/people',
    { config: session, schema: { body: NewPersonSchema, response: { 201: InvitationSchema } } },
    async (request, reply) => reply.code(201).send(invitation(await people.invite(actorOf(request), request.body))),
  )
  routes.patch(
    '/api/people/:personId',
    { config: session, schema: { params: OfPerson, body: PersonChangeSchema, response: { 200: PersonSchema } } },
    async (request) => personWire(await people.change(actorOf(request), request.params.personId, request.body)),
  )
  routes.post(
    '/api/people/:personId/invitation',
    { config: session, schema: { params: OfPerson, response: { 201: InvitationSchema } } },
    async (request, reply) => reply.code(201).send(invitation(await people.newLink(actorOf(request), request.params.personId))),
  )
  routes.delete(
    '/api/people/:personId/two-factor',
    { config: session, schema: { params: OfPerson, response: { 204: Nothing } } },
    async (request, reply) => {
      await people.removeTwoFactor(actorOf(request), request.params.personId)
      return reply.code(204).send(null)
    },
  )
}

function tokenRoutes(app: FastifyInstance, { tokens }: Deps): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.get('/api/tokens', { config: session, schema: { response: { 200: ApiTokenListSchema } } }, async (request) => ({
    tokens: (await tokens.list(personal(actorOf(request)))).map(tokenWire),
  }))
  routes.post(
    '/api/tokens',
    { config: session, schema: { body: NewApiTokenSchema, response: { 201: ApiTokenCreatedSchema } } },
    async (request, reply) => {
      const { token, secret } = await tokens.create(personal(actorOf(request)), request.body)
      return reply.code(201).send({ ...tokenWire(token), secret })
    },
  )
  routes.delete(
    '/api/tokens/:tokenId',
    { config: session, schema: { params: OfToken, response: { 204: Nothing } } },
    async (request, reply) => {
      await tokens.revoke(personal(actorOf(request)), request.params.tokenId)
      return reply.code(204).send(null)
    },
  )
}

/** These are about the person: a token or a signing key is nobody's session. */
function personal(actor: Actor): Actor {
  if (actor.kind !== 'staff' && actor.kind !== 'client') throw new AppError('platform.forbidden', { needs: 'a person who is signed in' })
  return actor
}

function scopeWire(clients: ClientScope): 'all' | string[] {
  return clients === 'all' ? 'all' : [...clients]
}

function personWire(p: PersonView): z.input<typeof PersonSchema> {
  const { id, name, email, role, twoFactor, hasPassword, invited } = p
  return {
    id,
    name,
    email,
    role,
    clients: scopeWire(p.clients),
    twoFactor,
    hasPassword,
    createdAt: p.createdAt.toISOString(),
    disabled: p.disabledAt !== null,
    invited,
  }
}

function tokenWire(t: TokenOfPerson): z.input<typeof ApiTokenSchema> {
  return {
    id: t.id,
    name: t.name,
    person: { id: t.personId, name: t.personName },
    scopes: [...t.scopes],
    clients: scopeWire(t.clients),
    createdAt: t.createdAt.toISOString(),
    expiresAt: t.expiresAt.toISOString(),
    lastUsedAt: t.lastUsedAt?.toISOString() ?? null,
  }
}
