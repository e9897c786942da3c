/** Asks a signed-in person again who they are, before something that would outlast their session. */
import { AppError, type Clock } from '@mainstay/kernel'
import { confirmLimits } from '../domain/limits.ts'
import type { Attempts } from './attempts.ts'
import type { Credentials } from './credentials.ts'
import { forward } from './forward.ts'
import type { SignInLibrary } from './library.ts'
import type { SignedInExchange } from './service.ts'

/** By the password; who has none (they sign in elsewhere) must have signed in a moment ago. */
export type Confirm = (exchange: SignedInExchange, password: string | undefined) => Promise<void>

/** By the code that the authenticator app shows now: for what would let others in. A code is good for one thing. */
export type ConfirmByCode = (exchange: SignedInExchange, code: string) => Promise<void>

const FRESH_SECONDS = 600

type Deps = { library: SignInLibrary; attempts: Attempts; credentials: Credentials; clock: Clock }

export function createConfirm(o: Deps): Confirm {
  return async ({ request, reply, actor }, password) => {
    if (await o.credentials.hasPassword(actor.id)) {
      const limits = confirmLimits(actor.id)
      await o.attempts.take(limits)
      if (password === undefined) throw new AppError('identity.wrong-password')
      await forward(o.library, request, reply, '/verify-password', { password })
      return o.attempts.forgive(limits)
    }
    const age = await o.library.sessionAge(request.headers.cookie ?? '', o.clock.now())
    if (age === null || age > FRESH_SECONDS) throw new AppError('identity.sign-in-again')
  }
}

export function createConfirmByCode(o: Omit<Deps, 'clock'>): ConfirmByCode {
  return async ({ request, reply, actor }, code) => {
    if (!(await o.credentials.hasTwoFactor(actor.id))) throw new AppError('identity.needs-two-factor')
    const limits = confirmLimits(actor.id)
    await o.attempts.take(limits)
    await forward(o.library, request, reply, '/two-factor/verify-totp', { code })
    if (!(await o.library.claimCode(actor.id, code))) throw new AppError('identity.wrong-code')
    return o.attempts.forgive(limits)
  }
}
