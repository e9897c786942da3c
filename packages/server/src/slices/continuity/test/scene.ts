/** Plans over a real database for tests: a client, its people and systems, requests as any of them. */
import type { Continuity, PlanContent, RecoveryPlan, SystemFacts } from '@mainstay/contract/continuity'
import { fixedClock, type Id, newId } from '@mainstay/kernel'
import { openTestDatabase } from '../../../../test/database.ts'
import type { Actor } from '../../../platform/auth/index.ts'
import { createHttp } from '../../../platform/http/index.ts'
import { silentLog } from '../../../platform/log/index.ts'
import { createPaperRenderer } from '../../../platform/pdf/index.ts'
import type { Test } from '../domain/drills.ts'
import { createContinuity } from '../index.ts'

const person = (kind: Actor['kind'], name: string, clients: Actor['clients'], permissions: string[]): Actor => ({
  kind,
  id: newId(),
  name,
  clients,
  permissions: new Set(permissions),
})
export const dana = person('staff', 'Dana Lee', 'all', ['continuity.read', 'continuity.write', 'portal.decisions'])
export const reader = person('staff', 'Rita Reader', 'all', ['continuity.read'])
export const manager = (client: Id, name = 'Carol Manager'): Actor => person('client', name, [client], ['portal.read', 'portal.decisions'])
export const user = (client: Id): Actor => person('client', 'Uwe User', [client], ['portal.read'])

export async function startScene(now: Date) {
  const db = await openTestDatabase()
  const clock = fixedClock(now)
  const known = new Map<Id, { id: Id; name: string; zone: string }>()
  const facts: SystemFacts[] = []
  const tests: Test[] = []
  const current: { actor: Actor } = { actor: dana }
  const authenticate = async (): Promise<Actor> => current.actor
  const app = await createHttp({
    log: silentLog(),
    authenticators: { session: authenticate, agent: authenticate, signer: authenticate },
    tls: null,
  })
  const slice = createContinuity({
    database: db.database,
    clock,
    renderPaper: createPaperRenderer(),
    ports: {
      clientOf: async (id) => known.get(id) ?? null,
      clientIds: async () => [...known.keys()],
      peopleOf: async () => [{ name: 'Dana Lee', email: 'dana@msp.example', does: 'Brings systems back' }],
      identified: async ({ name }) => `${name}, who signs in with a second step`,
      factsOf: async () => facts,
      testsIn: async (_, { from, to }) => tests.filter(({ at }) => at >= from && at < to),
      providerName: async () => 'Northwind IT',
    },
  })
  slice.routes(app)
  const ask = async (actor: Actor, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
    current.actor = actor
    const answer = await app.inject({ method, url, ...(payload === undefined ? {} : { payload }) })
    const isJson = /json/.test(String(answer.headers['content-type']))
    const body = isJson ? answer.json<Record<string, unknown>>() : {}
    return { status: answer.statusCode, code: String(body['code']), body, raw: answer.rawPayload }
  }
  const done = async <T = RecoveryPlan>(...o: Parameters<typeof ask>): Promise<T> => {
    const answer = await ask(...o)
    if (answer.status >= 300) throw new Error(`${o[1]} ${o[2]}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body as T
  }
  const newDevice = async (clientId: Id, hostname: string): Promise<SystemFacts> => {
    const [id, siteId] = [newId(), newId()]
    await db.superuser('insert into clients_site values ($1, $2, $3, now())', [clientId, siteId, `Site ${siteId}`])
    await db.superuser(
      "insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at) values ($1, $2, $3, $4, 'linux', 'x64', '0.1.0', $5, now())",
      [clientId, id, siteId, hostname, Buffer.from(id)],
    )
    const one: SystemFacts = {
      deviceId: id,
      hostname,
      standing: 'proven',
      asked: 'L3',
      promised: { rpoSeconds: 86_400, rtoSeconds: 14_400 },
      achieved: { rpoSeconds: 3600, rtoLastSeconds: 61, rtoWorstSeconds: null },
      proof: { id: newId(), at: '2026-11-23T02:00:00.000Z', expiresAt: '2027-12-23T02:00:00.000Z', level: 'L4' },
      backups: 'restic repository on the server',
      copies: [],
    }
    facts.push(one)
    return one
  }
  const newClient = async (name: string): Promise<Id> => {
    const id = newId()
    known.set(id, { id, name, zone: 'Europe/Warsaw' })
    await db.superuser("insert into clients_client values ($1, $2, 'Europe/Warsaw', now(), null)", [id, name])
    return id
  }
  const written = (content: PlanContent): PlanContent => ({
    ...content,
    begins: 'When a server is lost; Carol says so.',
    systems: content.systems.map((one) => ({ ...one, responsible: 'dana-lee', steps: 'Start it from its image.' })),
  })
  /** Drafted, written and put to the client. */
  const presented = async (clientId: Id): Promise<RecoveryPlan> => {
    const draft = await done(dana, 'POST', `/api/clients/${clientId}/continuity/plans`)
    const url = `/api/continuity/plans/${draft.id}`
    const { revision } = await done(dana, 'PUT', url, { content: written(draft.content), revision: 1 })
    return done(dana, 'POST', `${url}/present`, { revision })
  }
  const answer = (actor: Actor, { id, presented: shown }: RecoveryPlan, more: object = {}) =>
    ask(actor, 'POST', `/api/portal/continuity/plans/${id}/answer`, { sha256: shown?.sha256, answer: 'approved', words: '', ...more })
  return {
    db,
    clock,
    slice,
    facts,
    tests,
    ask,
    done,
    newDevice,
    newClient,
    written,
    presented,
    answer,
    whole: (clientId: Id) => done<Continuity>(dana, 'GET', `/api/clients/${clientId}/continuity`),
    close: async () => {
      await app.close()
      await db.drop()
    },
  }
}
