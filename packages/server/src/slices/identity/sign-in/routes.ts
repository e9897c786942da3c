/** HTTP of signing in and out, the second step, and the password. Of the library's addresses these alone exist. */
import {
  BackupCodesSchema,
  ChangePasswordSchema,
  PasswordAgainSchema,
  SignInResultSchema,
  SignInSchema,
  TwoFactorCodeSchema,
  TwoFactorStartSchema,
} from '@mainstay/contract/identity'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Authenticate } from '../../../platform/http/index.ts'
import type { SignInService } from './service.ts'

const Nothing = z.null()
const config = { access: 'own' } as const

export function signInRoutes(app: FastifyInstance, service: SignInService, byCookie: Authenticate): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const signedIn = async (request: FastifyRequest) => ({ request, actor: await byCookie(request) })

  routes.post(
    '/api/auth/sign-in/email',
    { config, schema: { body: SignInSchema, response: { 200: SignInResultSchema } } },
    async (request, reply) => ({ next: await service.signIn({ request, reply }, request.body) }),
  )
  routes.post('/api/auth/sign-out', { config, schema: { response: { 204: Nothing } } }, async (request, reply) => {
    await service.signOut({ request, reply })
    return nothing(reply)
  })
  for (const step of ['verify-totp', 'verify-backup-code'] as const) {
    routes.post(
      `/api/auth/two-factor/${step}`,
      { config, schema: { body: TwoFactorCodeSchema, response: { 200: SignInResultSchema } } },
      async (request, reply) => {
        await service.secondStep({ request, reply }, step, request.body.code)
        return { next: 'signed-in' as const }
      },
    )
  }
  routes.post(
    '/api/auth/two-factor/enable',
    { config, schema: { body: PasswordAgainSchema, response: { 200: TwoFactorStartSchema } } },
    async (request, reply) => service.startTwoFactor({ ...(await signedIn(request)), reply }, request.body.password),
  )
  routes.post(
    '/api/auth/two-factor/disable',
    { config, schema: { body: PasswordAgainSchema, response: { 204: Nothing } } },
    async (request, reply) => {
      await service.stopTwoFactor({ ...(await signedIn(request)), reply }, request.body.password)
      return nothing(reply)
    },
  )
  routes.post(
    '/api/auth/two-factor/generate-backup-codes',
    { config, schema: { body: PasswordAgainSchema, response: { 200: BackupCodesSchema } } },
    async (request, reply) => service.newBackupCodes({ ...(await signedIn(request)), reply }, request.body.password),
  )
  routes.post(
    '/api/auth/change-password',
    { config, schema: { body: ChangePasswordSchema, response: { 204: Nothing } } },
    async (request, reply) => {
      await service.changePassword({ ...(await signedIn(request)), reply }, request.body)
      return nothing(reply)
    },
  )
}

function nothing(reply: FastifyReply): FastifyReply {
  return reply.code(204).send(null)
}
