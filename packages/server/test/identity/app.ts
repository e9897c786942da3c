/** An app with the real identity slice over a real database, and browsers to use it with. */
import { type Clock, systemClock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { createHttp } from '../../src/platform/http/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { deriveSecret } from '../../src/platform/secrets/master-key.ts'
import { createVault } from '../../src/platform/vault/index.ts'
import { createIdentity, type Identity } from '../../src/slices/identity/index.ts'
import { openTestDatabase, TEST_MASTER_KEY, type TestDatabase } from '../database.ts'
import { type Browser, openBrowser } from './browser.ts'
import { type InvitedPerson, invitedBy, ownerOf } from './people.ts'

export type IdentityApp = {
  db: TestDatabase
  app: FastifyInstance
  identity: Identity
  browser(address?: string): Browser
  /** Makes the owner by the link of the console, and signs in. */
  owner(): Promise<Browser>
  /** Invites a person, sets the password, signs in. */
  person(by: Browser, o: { role: string; clients: 'all' | string[] }): Promise<InvitedPerson>
  close(): Promise<void>
}

type Options = { clock?: Clock; secureCookies?: boolean; more?: (app: FastifyInstance) => void; baseUrl?: string | (() => string) }

export async function openIdentityApp(o: Options = {}): Promise<IdentityApp> {
  const db = await openTestDatabase()
  const identity = createIdentity({
    database: db.database,
    log: silentLog(),
    clock: o.clock ?? systemClock,
    baseUrl: () => (typeof o.baseUrl === 'function' ? o.baseUrl() : (o.baseUrl ?? 'http://localhost')),
    secureCookies: o.secureCookies ?? false,
    secret: deriveSecret(TEST_MASTER_KEY, 'better-auth'),
    vault: createVault({ database: db.database, masterKey: TEST_MASTER_KEY }),
    allowLoopbackIssuers: true,
  })
  const nobody = async (): Promise<never> => {
    throw new Error('no agent and no signer in these tests')
  }
  const app = await createHttp({
    log: silentLog(),
    authenticators: { session: identity.authenticateSession, agent: nobody, signer: nobody },
    tls: null,
  })
  o.more?.(app)
  identity.routes(app)
  let addresses = 0
  const browser = (address?: string): Browser => openBrowser(app, address ?? `10.0.${Math.floor(++addresses / 250)}.${addresses % 250}`)
  return {
    db,
    app,
    identity,
    browser,
    owner: () => ownerOf(browser, identity.openSetup),
    person: (by, o) => invitedBy(by, browser, o),
    close: async () => {
      await app.close()
      await db.drop()
    },
  }
}
