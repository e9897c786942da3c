/** Use cases of signing in: limits before the library is asked, the audit log after it answered. */
import { AppError, type Clock } from '@mainstay/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { recordAudit } from '../../../platform/audit/index.ts'
import type { Actor } from '../../../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID } from '../../../platform/database/index.ts'
import { actorOfPerson } from '../authenticate.ts'
import type { Person } from '../domain/person.ts'
import { confirmLimits, signInLimits } from '../domain/limits.ts'
import { refuseCrossSite, type RequestJudge } from '../request-judge.ts'
import { loadPerson } from '../store.ts'
import type { Attempts } from './attempts.ts'
import { type Answer, forward } from './forward.ts'
import type { KnownPlaces } from './known-places.ts'
import type { SignInLibrary } from './library.ts'
import { refuseWeakPassword } from './password-strength.ts'

export type Exchange = { request: FastifyRequest; reply: FastifyReply }
export type SignedInExchange = Exchange & { actor: Actor }

export type SignInService = {
  signIn(exchange: Exchange, input: { email: string; password: string }): Promise<'signed-in' | 'second-step'>
  secondStep(exchange: Exchange, step: 'verify-totp' | 'verify-backup-code', code: string): Promise<void>
  signOut(exchange: Exchange): Promise<void>
  startTwoFactor(exchange: SignedInExchange, password: string): Promise<{ totpUri: string; backupCodes: string[] }>
  stopTwoFactor(exchange: SignedInExchange, password: string): Promise<void>
  newBackupCodes(exchange: SignedInExchange, password: string): Promise<{ backupCodes: string[] }>
  changePassword(exchange: SignedInExchange, input: { currentPassword: string; newPassword: string }): Promise<void>
}

type Deps = { database: Database; clock: Clock; library: SignInLibrary; attempts: Attempts; places: KnownPlaces; judge: RequestJudge }

const Started = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) })
const Whose = z.object({ user: z.object({ id: z.string() }) })
const Codes = z.object({ backupCodes: z.array(z.string()) })

export function createSignInService({ database, clock, library, attempts, places, judge }: Deps): SignInService {
  const audit = (actor: Pick<Actor, 'kind' | 'id' | 'name'>, action: string, data: Record<string, unknown> = {}): Promise<void> =>
    database.transaction(oneClient(PROVIDER_ID), (tx) =>
      recordAudit(tx, { actor, clientId: PROVIDER_ID, action: `identity.${action}`, subject: actor.id, data, at: clock.now() }),
    )
  /** Of the person whom the library's answer names. */
  const auditPerson = async (answer: Answer, action: string, data: Record<string, unknown>): Promise<Person | null> => {
    const { user } = Whose.parse(answer)
    const person = await database.transaction(oneClient(PROVIDER_ID), (tx) => loadPerson(tx, user.id))
    if (person !== null) await audit(actorOfPerson(person), action, data)
    return person
  }
  const signedIn = async (answer: Answer, how: string, address: string): Promise<void> => {
    const person = await auditPerson(answer, 'signed-in', { how, address })
    if (person !== null) await places.remember(person.email, address)
  }
  /** The password asked again, within limits of its own. */
  const confirmed = async ({ request, reply, actor }: SignedInExchange, path: string, body: object): Promise<Answer> => {
    const limits = confirmLimits(actor.id)
    await attempts.take(limits)
    const answer = await forward(library, request, reply, path, body)
    await attempts.forgive(limits)
    return answer
  }

  return {
    signIn: async ({ request, reply }, { email, password }) => {
      refuseCrossSite(judge, request)
      const account = email.toLowerCase()
      const limits = signInLimits(account, request.ip, { known: await places.isKnown(account, request.ip) })
      await attempts.take(limits, () =>
        audit({ kind: 'system', id: 'sign-in', name: 'Mainstay (sign-in)' }, 'sign-in-limited', { email: account, address: request.ip }),
      )
      const answer = await forward(library, request, reply, '/sign-in/email', { email: account, password })
      await attempts.forgive(limits.slice(0, -1))
      if (answer['twoFactorRedirect'] === true) return 'second-step'
      await signedIn(answer, 'password', request.ip)
      return 'signed-in'
    },
    secondStep: async ({ request, reply }, step, code) => {
      refuseCrossSite(judge, request)
      const confirms = (await library.personOf(request.headers.cookie ?? '')) !== null
      const answer = await forward(library, request, reply, `/two-factor/${step}`, { code })
      if (confirms) {
        await auditPerson(answer, 'two-factor-on', {})
        return
      }
      const how = step === 'verify-totp' ? 'second step by code' : 'second step by backup code'
      return signedIn(answer, how, request.ip)
    },
    signOut: async ({ request, reply }) => {
      refuseCrossSite(judge, request)
      await forward(library, request, reply, '/sign-out', {})
    },
    startTwoFactor: async (exchange, password) => {
      const started = Started.parse(await confirmed(exchange, '/two-factor/enable', { password }))
      return { totpUri: started.totpURI, backupCodes: started.backupCodes }
    },
    stopTwoFactor: async (exchange, password) => {
      await confirmed(exchange, '/two-factor/disable', { password })
      await audit(exchange.actor, 'two-factor-off')
    },
    newBackupCodes: async (exchange, password) => {
      const { backupCodes } = Codes.parse(await confirmed(exchange, '/two-factor/generate-backup-codes', { password }))
      await audit(exchange.actor, 'backup-codes-made')
      return { backupCodes }
    },
    changePassword: async (exchange, { currentPassword, newPassword }) => {
      if (currentPassword === newPassword) throw new AppError('platform.invalid-input', { detail: 'the new password is the old one' })
      const person = await database.transaction(oneClient(PROVIDER_ID), (tx) => loadPerson(tx, exchange.actor.id))
      await refuseWeakPassword(newPassword, person ?? { name: exchange.actor.name, email: '' })
      await confirmed(exchange, '/change-password', { currentPassword, newPassword, revokeOtherSessions: true })
      await audit(exchange.actor, 'password-changed')
    },
  }
}
