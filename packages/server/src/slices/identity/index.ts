/** The slice `identity`: people, their roles and clients, how they sign in, API tokens. */
import type { Clock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { Actor } from '../../platform/auth/index.ts'
import type { Database } from '../../platform/database/index.ts'
import type { Authenticate } from '../../platform/http/index.ts'
import type { Log } from '../../platform/log/index.ts'
import type { Vault } from '../../platform/vault/index.ts'
import { createAuthenticate } from './authenticate.ts'
import { createChallenges } from './challenges.ts'
import { createIssuers } from './oidc/issuer.ts'
import { oidcRoutes } from './oidc/routes.ts'
import { createProviderSettings } from './oidc/settings-service.ts'
import { createElsewhereService } from './oidc/sign-in-service.ts'
import { passkeyRoutes } from './passkeys/routes.ts'
import { createPasskeyService } from './passkeys/service.ts'
import { createPeopleService } from './people-service.ts'
import { identityRoutes } from './routes.ts'
import { createSetupService } from './setup-service.ts'
import { createAttempts } from './sign-in/attempts.ts'
import { createConfirm, createConfirmByCode } from './sign-in/confirm.ts'
import { createCredentials } from './sign-in/credentials.ts'
import { createKnownPlaces } from './sign-in/known-places.ts'
import { createLibrary } from './sign-in/library.ts'
import { signInRoutes } from './sign-in/routes.ts'
import { createSignInService } from './sign-in/service.ts'
import { loadPerson } from './store.ts'
import { createTokenService } from './token-service.ts'
import { oneClient, PROVIDER_ID } from '../../platform/database/index.ts'

export { PERMISSIONS, permissionsOf } from './domain/permissions.ts'
export { loadPeople } from './store.ts'

export type IdentityOptions = {
  database: Database
  log: Log
  clock: Clock
  /** The address that people open, `https://mainstay.example`: in links, and the one foreign `Origin` that is ours. */
  baseUrl: () => string
  /** Cookies for https alone. */
  secureCookies: boolean
  /** Signs cookies and encrypts second-step secrets: `deriveSecret(masterKey, 'better-auth')`. */
  secret: string
  vault: Vault
  /** For tests: providers of identities on this machine. */
  allowLoopbackIssuers?: boolean
}

export type Identity = {
  routes(app: FastifyInstance): void
  /** For routes with access `session`. */
  authenticateSession: Authenticate
  /** The secret of a new link for the first sign-in, `<baseUrl>/setup#<secret>`; null once there is an owner. */
  openSetup: () => Promise<string | null>
  /** How a person is known to us, in words. */
  identified(actor: Actor): Promise<string>
  /** Of a person who is signed in. */
  hasSecondStep(actor: Actor): Promise<boolean>
  /** The address that a signed-in person was invited under; null of whoever is no person. */
  addressOf: (actor: Actor) => Promise<string | null>
}

export function createIdentity(o: IdentityOptions): Identity {
  const { database, log, clock, baseUrl, secureCookies, secret, vault } = o
  const pool = database.pool('auth')
  const judge = { baseUrl }
  const mayBegin = async (personId: string): Promise<boolean> => {
    const person = await database.transaction(oneClient(PROVIDER_ID), (tx) => loadPerson(tx, personId))
    return person !== null && person.disabledAt === null
  }
  const library = createLibrary({ pool, log, secret, secureCookies, mayBegin })
  const credentials = createCredentials(pool)
  const attempts = createAttempts(pool)
  const places = createKnownPlaces(pool)
  const authenticate = createAuthenticate({ database, clock, library, judge })
  const setup = createSetupService({ database, clock, credentials })
  const people = createPeopleService({ database, clock, credentials })
  const tokens = createTokenService({ database, clock })
  const signIn = createSignInService({ database, clock, library, attempts, places, judge })
  const confirm = createConfirm({ library, attempts, credentials, clock })
  const challenges = createChallenges(pool)
  const passkeys = createPasskeyService({ database, clock, log, library, attempts, challenges, places, judge, confirm })
  const issuers = createIssuers({ allowLoopback: o.allowLoopbackIssuers ?? false })
  const confirmByCode = createConfirmByCode({ library, attempts, credentials })
  const settings = createProviderSettings({ database, clock, vault, issuers, confirmByCode })
  const elsewhere = createElsewhereService({ database, clock, log, vault, library, attempts, challenges, credentials, judge, issuers })
  return {
    authenticateSession: authenticate.session,
    openSetup: setup.open,
    identified: async (actor) => {
      const { email, twoFactor } = await people.me(actor)
      return `${email}, ${twoFactor ? 'who signs in with a second step' : 'without a second step'}`
    },
    hasSecondStep: async (actor) => (await people.me(actor)).twoFactor,
    addressOf: async ({ kind, id }) => {
      if (kind !== 'staff' && kind !== 'client') return null
      return (await database.transaction(oneClient(PROVIDER_ID), (tx) => loadPerson(tx, id)))?.email ?? null
    },
    routes: (app) => {
      signInRoutes(app, signIn, authenticate.byCookie)
      passkeyRoutes(app, { service: passkeys, byCookie: authenticate.byCookie, hasPassword: (actor) => credentials.hasPassword(actor.id) })
      oidcRoutes(app, {
        settings,
        elsewhere,
        byCookie: authenticate.byCookie,
        baseUrl,
        secureCookies,
        passkeyOrigin: passkeys.signInOrigin,
      })
      identityRoutes(app, { people, tokens, setup, attempts, judge })
    },
  }
}
