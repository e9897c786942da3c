/** Signing in by an account elsewhere: the way there, and what is made of who comes back. */
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { z } from 'zod'
import { recordAudit } from '../../../platform/audit/index.ts'
import { type Database, oneClient, PROVIDER_ID, type Tx } from '../../../platform/database/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import type { Vault } from '../../../platform/vault/index.ts'
import { actorOfPerson } from '../authenticate.ts'
import type { Challenges } from '../challenges.ts'
import { decideElsewhere, verifiedEmail } from '../domain/elsewhere.ts'
import { challengeLimits } from '../domain/limits.ts'
import type { Person } from '../domain/person.ts'
import { refuseCrossSite, type RequestJudge } from '../request-judge.ts'
import { hashSecret, newSecret } from '../secret.ts'
import type { Attempts } from '../sign-in/attempts.ts'
import type { Credentials } from '../sign-in/credentials.ts'
import { openSession } from '../sign-in/forward.ts'
import type { SignInLibrary } from '../sign-in/library.ts'
import type { Exchange } from '../sign-in/service.ts'
import { addPerson, loadPerson, personByEmail } from '../store.ts'
import { type FlowSecrets, type Issuers, newFlowSecrets, troubleOf } from './issuer.ts'
import { secretPurpose } from './settings-service.ts'
import { isLinked, link, linkedPerson, loadProvider, loadProviders, type SignInProvider } from './store.ts'

export type ElsewhereService = {
  /** Those that may be used, for the sign-in page. */
  offered(): Promise<{ id: Id; name: string }[]>
  /** `ticket` goes into a cookie: only the browser that went may come back. */
  start(exchange: Exchange, providerId: Id, back: string): Promise<{ url: string; ticket: string }>
  finish(exchange: Exchange, callback: URL, ticket: string): Promise<{ next: 'signed-in' | 'second-step'; back: string }>
}

type Deps = {
  database: Database
  clock: Clock
  log: Log
  vault: Vault
  library: SignInLibrary
  attempts: Attempts
  challenges: Challenges
  credentials: Credentials
  judge: RequestJudge
  issuers: Issuers
}

export const FLOW_SECONDS = 600
const inProvider = oneClient(PROVIDER_ID)
const Flow = z.object({ providerId: z.string(), back: z.string(), ticketHash: z.string(), nonce: z.string(), verifier: z.string() })

export const redirectUriOf = (publicUrl: string): string => `${publicUrl.replace(/\/+$/, '')}/api/auth/oidc/callback`

export function createElsewhereService(deps: Deps): ElsewhereService {
  const { database, clock, log, vault, library, attempts, challenges, credentials, judge, issuers } = deps
  const enabled = async (id: Id): Promise<SignInProvider> => {
    const provider = await database.transaction(inProvider, (tx) => loadProvider(tx, id))
    if (provider === null || !provider.enabled) throw new AppError('platform.not-found', { what: 'sign-in provider' })
    return provider
  }
  const discovered = async ({ id, issuer, clientId, secret }: SignInProvider) => {
    const clientSecret = (await vault.open(PROVIDER_ID, secretPurpose(id), secret)).toString()
    return issuers.discover({ issuer, clientId, clientSecret })
  }
  const failed = (provider: SignInProvider, error: unknown): AppError => {
    log.warn({ provider: provider.name, detail: troubleOf(error) }, 'a sign-in elsewhere failed')
    return new AppError('identity.elsewhere-failed', { name: provider.name, provider: provider.id }, { cause: error })
  }

  return {
    offered: async () =>
      (await database.transaction(inProvider, loadProviders)).filter((one) => one.enabled).map(({ id, name }) => ({ id, name })),
    start: async ({ request }, providerId, back) => {
      refuseCrossSite(judge, request)
      await attempts.take(challengeLimits(request.ip))
      const provider = await enabled(providerId)
      const secrets = newFlowSecrets()
      const ticket = newSecret()
      try {
        const url = await issuers.authorizationUrl(await discovered(provider), redirectUriOf(judge.baseUrl()), secrets)
        const { nonce, verifier } = secrets
        const ticketHash = hashSecret(ticket).toString('base64url')
        await challenges.put('oidc', secrets.state, { data: { providerId, back, ticketHash, nonce, verifier }, seconds: FLOW_SECONDS })
        return { url, ticket }
      } catch (error) {
        throw failed(provider, error)
      }
    },
    finish: async (exchange, callback, ticket) => {
      await attempts.take(challengeLimits(exchange.request.ip))
      const state = callback.searchParams.get('state') ?? ''
      const flow = Flow.safeParse((await challenges.take('oidc', state))?.data)
      if (!flow.success || flow.data.ticketHash !== hashSecret(ticket).toString('base64url')) throw new AppError('identity.elsewhere-over')
      const { providerId, back, nonce, verifier } = flow.data
      const provider = await enabled(providerId)
      const claims = await claimsOf(provider, callback, { state, nonce, verifier })
      const person = await recognise(provider, claims)
      await credentials.ensure(person)
      const next = await openSession(library, exchange, { personId: person.id, secondStep: true })
      await database.transaction(inProvider, (tx) =>
        audit(tx, person, next === 'signed-in' ? 'signed-in' : 'first-step', { how: provider.name, address: exchange.request.ip }),
      )
      return { next, back }
    },
  }

  async function claimsOf(provider: SignInProvider, callback: URL, secrets: FlowSecrets) {
    try {
      return await issuers.claimsOf(await discovered(provider), callback, secrets)
    } catch (error) {
      throw failed(provider, error)
    }
  }

  async function recognise(provider: SignInProvider, claims: Record<string, unknown> & { sub: string }): Promise<Person> {
    return database.transaction(inProvider, async (tx) => {
      const linkedId = await linkedPerson(tx, provider.id, claims.sub)
      const email = verifiedEmail(claims)
      const byEmail = email === null ? null : await personByEmail(tx, email)
      const decision = decideElsewhere({
        claims,
        linked: linkedId === null ? null : await loadPerson(tx, linkedId),
        byEmail,
        byEmailLinkedOtherwise: byEmail !== null && (await isLinked(tx, provider.id, byEmail.id)),
        domains: provider.domains,
        rules: provider.rules,
      })
      if (decision.kind === 'refuse') throw new AppError(`identity.${decision.why}`, { name: provider.name, provider: provider.id })
      if (decision.kind === 'make') return make(tx, provider, claims.sub, decision)
      const person = await loadPerson(tx, decision.personId)
      if (person === null) throw new AppError('identity.nobody-here', { name: provider.name, provider: provider.id })
      if (decision.kind === 'link') await linkTo(tx, provider, claims.sub, person)
      return person
    })
  }

  async function make(
    tx: Tx,
    provider: SignInProvider,
    subject: string,
    { email, name, role, clients }: Pick<Person, 'email' | 'name' | 'role' | 'clients'>,
  ): Promise<Person> {
    const person: Person = { id: newId(), email, name, role, clients, createdAt: clock.now(), disabledAt: null }
    if (!(await addPerson(tx, person))) throw new AppError('identity.email-taken', { email })
    await audit(tx, person, 'made-by-rule', { email, role, clients, provider: provider.id })
    await linkTo(tx, provider, subject, person)
    return person
  }

  async function linkTo(tx: Tx, provider: SignInProvider, subject: string, person: Person): Promise<void> {
    await link(tx, { providerId: provider.id, subject, personId: person.id, at: clock.now() })
    await audit(tx, person, 'linked', { provider: provider.id, subject })
  }

  function audit(tx: Tx, person: Person, action: string, data: Record<string, unknown>): Promise<void> {
    const actor = actorOfPerson(person)
    return recordAudit(tx, { actor, clientId: PROVIDER_ID, action: `identity.${action}`, subject: person.id, data, at: clock.now() })
  }
}
