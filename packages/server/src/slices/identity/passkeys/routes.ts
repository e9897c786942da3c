/** HTTP of passkeys. */
import { IdSchema } from '@mainstay/contract'
import {
  NewPasskeyOptionsSchema,
  NewPasskeySchema,
  PasskeyListSchema,
  PasskeyNameSchema,
  PasskeyOptionsSchema,
  PasskeySchema,
  PasskeySignInSchema,
  PasskeyStartSchema,
  SignInResultSchema,
} from '@mainstay/contract/identity'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Actor } from '../../../platform/auth/index.ts'
import type { Authenticate } from '../../../platform/http/index.ts'
import type { PasskeyService } from './service.ts'
import type { Passkey } from './store.ts'

const OfPasskey = z.object({ passkeyId: IdSchema })
const Nothing = z.null()
/** A person's own, by their cookie: a token or a signing key has no passkeys. */
const config = { access: 'own' } as const

type Deps = { service: PasskeyService; byCookie: Authenticate; hasPassword: (actor: Actor) => Promise<boolean> }

export function passkeyRoutes(app: FastifyInstance, { service, byCookie, hasPassword }: Deps): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.get('/api/passkeys', { config, schema: { response: { 200: PasskeyListSchema } } }, async (request) => {
    const actor = await byCookie(request)
    const { origin, passkeys } = await service.list(actor)
    return { origin, hasPassword: await hasPassword(actor), passkeys: passkeys.map(wire) }
  })
  routes.post(
    '/api/passkeys/options',
    { config, schema: { body: PasskeyStartSchema, response: { 200: NewPasskeyOptionsSchema } } },
    async (request, reply) => {
      const actor = await byCookie(request)
      return { options: await service.startAdding({ request, reply, actor }, request.body.password) }
    },
  )
  routes.post('/api/passkeys', { config, schema: { body: NewPasskeySchema, response: { 201: PasskeySchema } } }, async (request, reply) => {
    const actor = await byCookie(request)
    const { name, credential } = request.body
    const added = await service.add({ request, reply, actor }, { name, credential: credential as RegistrationResponseJSON })
    return reply.code(201).send(wire(added))
  })
  routes.patch(
    '/api/passkeys/:passkeyId',
    { config, schema: { params: OfPasskey, body: PasskeyNameSchema, response: { 204: Nothing } } },
    async (request, reply) => {
      await service.rename(await byCookie(request), request.params.passkeyId, request.body.name)
      return reply.code(204).send(null)
    },
  )
  routes.delete(
    '/api/passkeys/:passkeyId',
    { config, schema: { params: OfPasskey, response: { 204: Nothing } } },
    async (request, reply) => {
      await service.remove(await byCookie(request), request.params.passkeyId)
      return reply.code(204).send(null)
    },
  )
  routes.post('/api/auth/passkey/options', { config, schema: { response: { 200: PasskeyOptionsSchema } } }, async (request, reply) => ({
    options: await service.startSignIn({ request, reply }),
  }))
  routes.post(
    '/api/auth/passkey/sign-in',
    { config, schema: { body: PasskeySignInSchema, response: { 200: SignInResultSchema } } },
    async (request, reply) => {
      await service.signIn({ request, reply }, request.body.credential as AuthenticationResponseJSON)
      return { next: 'signed-in' as const }
    },
  )
}

function wire(key: Passkey): z.input<typeof PasskeySchema> {
  return {
    id: key.id,
    name: key.name,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    synced: key.synced,
  }
}
