/** Recommendations over a real database for tests: a client, its managers, the provider's people, requests as any of them. */
import type { Content, Recommendation } from '@mainstay/contract/recommendations'
import { fixedClock, type Id, newId } from '@mainstay/kernel'
import { expect } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import type { Actor } from '../../../platform/auth/index.ts'
import { createHttp } from '../../../platform/http/index.ts'
import { silentLog } from '../../../platform/log/index.ts'
import { createPaperRenderer } from '../../../platform/pdf/index.ts'
import type { System } from '../domain/standing.ts'
import { createRecommendations, type Recommendations } from '../index.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
export type Told = { status: number; code: string; body: Record<string, unknown>; raw: Buffer }

export type Scene = {
  db: TestDatabase
  clock: ReturnType<typeof fixedClock>
  slice: Recommendations
  managers: { id: Id; name: string }[]
  systems: System[]
  newClient(name: string): Promise<Id>
  newDevice(clientId: Id): Promise<Id>
  ask(actor: Actor, method: Method, url: string, payload?: object): Promise<Told>
  done<T = Recommendation>(actor: Actor, method: Method, url: string, payload?: object): Promise<T>
  drafted(clientId: Id, more?: Partial<Content>, rest?: object): Promise<Recommendation>
  /** Drafted and put to the client. */
  presented(clientId: Id, more?: Partial<Content>, rest?: object): Promise<Recommendation>
  answer(actor: Actor, to: Recommendation, more: object): Promise<Told>
  close(): Promise<void>
}

export const TUESDAY = new Date('2026-11-24T09:00:00Z')

const person = (kind: Actor['kind'], name: string, clients: Actor['clients'], permissions: string[]): Actor => ({
  kind,
  id: newId(),
  name,
  clients,
  permissions: new Set(permissions),
})
export const dana = person('staff', 'Dana Lee', 'all', ['recommendations.read', 'recommendations.write', 'portal.decisions'])
export const manager = (client: Id, name = 'Carol Manager'): Actor => person('client', name, [client], ['portal.read', 'portal.decisions'])
export const user = (client: Id): Actor => person('client', 'Uwe User', [client], ['portal.read'])

export const CONTENT: Content = {
  title: 'A second copy of the backups, in another town',
  area: 'recovery',
  why: 'The backups lie in the room of the server.',
  risk: 'A fire or a thief takes both.',
  riskMinor: 1_850_000,
  currency: 'USD',
  options: [
    { title: 'In our vault', text: 'Thirty days, unchangeable.', onceMinor: 12_000, monthlyMinor: 4500 },
    { title: 'A disk that goes home with somebody', text: '', onceMinor: 31_050, monthlyMinor: 0 },
  ],
  answerBy: '2026-12-15',
  deviceIds: [],
}

export async function startScene(): Promise<Scene> {
  const db = await openTestDatabase()
  const clock = fixedClock(TUESDAY)
  const known = new Map<Id, { id: Id; name: string; zone: string }>()
  const managers: Scene['managers'] = []
  const systems: System[] = []
  const current: { actor: Actor } = { actor: dana }
  const authenticate = async (): Promise<Actor> => current.actor
  const app = await createHttp({
    log: silentLog(),
    authenticators: { session: authenticate, agent: authenticate, signer: authenticate },
    tls: null,
  })
  const slice = createRecommendations({
    database: db.database,
    clock,
    renderPaper: createPaperRenderer(),
    ports: {
      clientOf: async (id) => known.get(id) ?? null,
      managersOf: async () => managers,
      identified: async ({ name }) => `${name.split(' ')[0]?.toLowerCase()}@acme.example, who signs in with a second step`,
      systemsOf: async () => systems,
      providerName: async () => 'Northwind IT',
    },
  })
  slice.routes(app)
  const ask: Scene['ask'] = async (actor, method, url, payload) => {
    current.actor = actor
    const answer = await app.inject({ method, url, ...(payload === undefined ? {} : { payload }) })
    const isJson = /json/.test(String(answer.headers['content-type']))
    const body = isJson ? answer.json<Record<string, unknown>>() : {}
    return { status: answer.statusCode, code: String(body['code']), body, raw: answer.rawPayload }
  }
  const done: Scene['done'] = async <T>(actor: Actor, method: Method, url: string, payload?: object): Promise<T> => {
    const answer = await ask(actor, method, url, payload)
    expect([answer.status, answer.body]).toEqual([expect.toBeOneOf([200, 201, 204]), expect.anything()])
    return answer.body as T
  }
  const drafted: Scene['drafted'] = (clientId, more = {}, rest = {}) =>
    done(dana, 'POST', `/api/clients/${clientId}/recommendations`, { content: { ...CONTENT, ...more }, ...rest })
  return {
    db,
    clock,
    slice,
    managers,
    systems,
    ask,
    done,
    drafted,
    presented: async (clientId, more, rest) => {
      const { id, revision } = await drafted(clientId, more, rest)
      return done(dana, 'POST', `/api/recommendations/${id}/present`, { revision })
    },
    answer: (actor, to, more) =>
      ask(actor, 'POST', `/api/portal/decisions/${to.id}/answer`, {
        sha256: to.presented?.sha256,
        answer: 'accepted',
        option: null,
        until: null,
        words: '',
        link: null,
        ...more,
      }),
    newDevice: async (clientId) => {
      const [id, siteId] = [newId(), newId()]
      await db.superuser('insert into clients_site values ($1, $2, $3, now())', [clientId, siteId, `Site ${siteId}`])
      await db.superuser(
        "insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at) values ($1, $2, $3, 'srv', 'linux', 'x64', '0.1.0', $4, now())",
        [clientId, id, siteId, Buffer.from(id)],
      )
      return id
    },
    newClient: async (name) => {
      const id = newId()
      known.set(id, { id, name, zone: 'Europe/Warsaw' })
      await db.superuser("insert into clients_client values ($1, $2, 'Europe/Warsaw', now(), null)", [id, name])
      return id
    },
    close: async () => {
      await app.close()
      await db.drop()
    },
  }
}
