/** An app with the real identity slice over a real database, and browsers to use it with. */
import { type Clock, systemClock } from '@mainstay/kernel'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { createHttp } from '../../src/platform/http/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { deriveSecret } from '../../src/platform/secrets/master-key.ts'
import { createIdentity, type Identity } from '../../src/slices/identity/index.ts'
import { openTestDatabase, TEST_MASTER_KEY, type TestDatabase } from '../database.ts'
import { type Browser, openBrowser } from './browser.ts'

export type IdentityApp = {
  db: TestDatabase
  app: FastifyInstance
  identity: Identity
  browser(address?: string): Browser
  /** Makes the owner by the link of the console, and signs in. */
  owner(): Promise<Browser>
  /** Invites a person, sets the password, signs in. */
  person(
    by: Browser,
    o: { role: string; clients: 'all' | string[]; email?: string },
  ): Promise<{ id: string; email: string; browser: Browser }>
  close(): Promise<void>
}

export const PASSWORD = 'correct horse battery'
export const OWNER_EMAIL = 'olga@provider.example'

type Options = { clock?: Clock; secureCookies?: boolean; more?: (app: FastifyInstance) => void; baseUrl?: string }

export async function openIdentityApp(o: Options = {}): Promise<IdentityApp> {
  const db = await openTestDatabase()
  const identity = createIdentity({
    database: db.database,
    log: silentLog(),
    clock: o.clock ?? systemClock,
    baseUrl: () => o.baseUrl ?? 'http://localhost',
    secureCookies: o.secureCookies ?? false,
    secret: deriveSecret(TEST_MASTER_KEY, 'better-auth'),
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
    owner: async () => {
      const token = await identity.openSetup()
      const mine = browser()
      expectStatus(await mine.post('/api/setup', { token, name: 'Olga Owner', email: OWNER_EMAIL, password: PASSWORD }), 204)
      expectStatus(await mine.signIn(OWNER_EMAIL, PASSWORD), 200)
      return mine
    },
    person: async (by, { role, clients, email = `${role}-${++addresses}@people.example` }) => {
      const invited = expectStatus(await by.post('/api/people', { name: `Person ${role}`, email, role, clients }), 201)
      const { personId, link } = invited.json<{ personId: string; link: string }>()
      const mine = browser()
      expectStatus(await mine.post('/api/invitations/accept', { token: link.split('#')[1], password: PASSWORD }), 204)
      expectStatus(await mine.signIn(email, PASSWORD), 200)
      return { id: personId, email, browser: mine }
    },
    close: async () => {
      await app.close()
      await db.drop()
    },
  }
}

export function expectStatus(response: LightMyRequestResponse, status: number): LightMyRequestResponse {
  if (response.statusCode !== status) throw new Error(`expected ${status}, got ${response.statusCode}: ${response.body}`)
  return response
}
