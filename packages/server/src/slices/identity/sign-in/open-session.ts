/** Opens a session of the sign-in library for a person whom we have recognised ourselves; or asks for the second step first. */
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { APIError } from 'better-auth/api'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'

const SECOND_STEP_SECONDS = 600

/**
 * Without a path, so that it has no address: it is called from this process alone. What the password's sign-in does afterwards, this does
 * before: with `secondStep` and a person who has one, no session is made; the cookie and the two rows are those that the library's own
 * `/two-factor/verify-totp` takes up (plugins/two-factor, version 1.7; `oidc.test.ts` walks that way).
 */
export function sessionOpener() {
  return {
    id: 'mainstay-session',
    endpoints: {
      openSession: createAuthEndpoint(
        { method: 'POST', body: z.object({ personId: z.string(), secondStep: z.boolean() }) },
        async (ctx) => {
          const { internalAdapter } = ctx.context
          const user = await internalAdapter.findUserById(ctx.body.personId)
          if (user === null) throw new APIError('FORBIDDEN', { code: 'PERSON_DISABLED', message: 'no such person' })
          const { twoFactorEnabled } = user as { twoFactorEnabled?: boolean | null }
          if (ctx.body.secondStep && twoFactorEnabled === true) {
            const cookie = ctx.context.createAuthCookie('two_factor', { maxAge: SECOND_STEP_SECONDS })
            const identifier = `2fa-${randomBytes(15).toString('base64url')}`
            const expiresAt = new Date(Date.now() + SECOND_STEP_SECONDS * 1000)
            await internalAdapter.createVerificationValue({ value: user.id, identifier, expiresAt })
            await internalAdapter.createVerificationValue({ value: '0', identifier: `2fa-attempts-${identifier}`, expiresAt })
            await ctx.setSignedCookie(cookie.name, identifier, ctx.context.secret, cookie.attributes)
            return ctx.json({ twoFactorRedirect: true })
          }
          const session = await internalAdapter.createSession(user.id, false)
          await setSessionCookie(ctx, { session, user })
          return ctx.json({ twoFactorRedirect: false })
        },
      ),
    },
  }
}
