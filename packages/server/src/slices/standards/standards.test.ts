import type { Content, Recommendation } from '@mainstay/contract/recommendations'
import type { CheckResult, ClientStandards } from '@mainstay/contract/standards'
import { fixedClock, type Id, newId } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import type { Actor } from '../../platform/auth/index.ts'
import { createHttp } from '../../platform/http/index.ts'
import { silentLog } from '../../platform/log/index.ts'
import { type ClientFacts, createStandards } from './index.ts'

const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
const DAY = 86_400_000
const facts: ClientFacts = {
  devices: [],
  assets: { total: 2, withoutAge: ['printer'], overdue: [], unsupported: [] },
  budgetAgeDays: null,
  mailDomains: 0,
  mailUnscanned: null,
  reportAgeMonths: null,
  hoursSet: true,
  managers: 1,
  declinedDue: [],
}
const WRITES = ['standards.read', 'standards.write', 'recommendations.write']
let db: TestDatabase
let app: FastifyInstance
let acme: Id
const recommended: { content: Content; checkId: string }[] = []
const current = { actor: person('staff', 'all', WRITES) }

function person(kind: Actor['kind'], clients: Actor['clients'], permissions: string[]): Actor {
  return { kind, id: newId(), name: 'Dana Lee', clients, permissions: new Set(permissions) }
}

beforeAll(async () => {
  db = await openTestDatabase()
  const authenticate = async (): Promise<Actor> => current.actor
  app = await createHttp({
    log: silentLog(),
    authenticators: { session: authenticate, agent: authenticate, signer: authenticate },
    tls: null,
  })
  createStandards({
    database: db.database,
    clock,
    ports: {
      clientOf: async (id) => ({ id, name: 'Acme', zone: 'Europe/Warsaw' }),
      factsOf: async () => facts,
      currencyOf: async () => 'EUR',
      recommend: async (_actor, clientId, content, checkId) => {
        recommended.push({ content, checkId })
        return draft(clientId, content)
      },
    },
  }).routes(app)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
beforeEach(async () => {
  clock.set(new Date('2026-11-24T09:00:00Z'))
  current.actor = person('staff', 'all', WRITES)
  acme = newId()
  await db.superuser("insert into clients_client values ($1, 'Acme', 'Europe/Warsaw', now(), null)", [acme])
})

function draft(clientId: Id, content: Content): Recommendation {
  const nothing = { presented: null, decision: null, supersedes: null, supersededBy: null, reviewOn: null, origin: null }
  const made = { createdBy: 'Dana Lee', createdAt: clock.now().toISOString(), revision: 1, reviews: [], reviewDue: false }
  return { id: newId(), clientId, clientName: 'Acme', zone: 'Europe/Warsaw', state: 'draft', content, ...nothing, ...made }
}

const ask = async (method: 'GET' | 'POST', rest: string, payload?: object) => {
  const answer = await app.inject({ method, url: `/api/clients/${acme}/standards${rest}`, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.json<ClientStandards & { code?: string }>() }
}
const check = async (id: string): Promise<CheckResult | undefined> => (await ask('GET', '')).body.checks.find((one) => one.id === id)

test('a person’s answer stands with evidence, name and date, is counted, and expires', async () => {
  const before = (await ask('GET', '')).body.counts
  const { body } = await ask('POST', '/people.training/answers', { state: 'met', evidence: 'List of 12 May.' })
  expect(body.counts).toEqual({ ...before, met: before.met + 1, unknown: before.unknown - 1 })
  expect(await check('people.training')).toMatchObject({
    state: 'met',
    evidence: 'List of 12 May.',
    by: 'Dana Lee',
    at: '2026-11-24T09:00:00.000Z',
    expiresOn: '2027-11-24',
  })
  clock.advance(366 * DAY)
  expect((await check('people.training'))?.state).toBe('unknown')
})

test('a later answer outweighs the first, and both stay in the record', async () => {
  await ask('POST', '/people.training/answers', { state: 'met', evidence: 'x' })
  clock.advance(1000)
  await ask('POST', '/people.training/answers', { state: 'not-met', evidence: 'Nobody came.' })
  expect((await check('people.training'))?.state).toBe('not-met')
  expect(await db.superuser('select 1 from standards_answer where client_id = $1', [acme])).toHaveLength(2)
})

test('nobody says that a check of the records is met; that it does not apply takes a reason', async () => {
  const say = (state: string, evidence = 'They have no server.') => ask('POST', '/recovery.copy/answers', { state, evidence })
  expect((await say('met')).body.code).toBe('standards.by-records')
  expect((await say('not-applicable', ' ')).status).toBe(400)
  await say('not-applicable')
  expect((await check('recovery.copy'))?.state).toBe('not-applicable')
})

test('a failed check becomes a draft with its words and its exceptions; one that is not failed does not', async () => {
  const { status } = await ask('POST', '/equipment.ages/recommendation')
  expect(status).toBe(201)
  expect(recommended.at(-1)).toMatchObject({
    checkId: 'equipment.ages',
    content: {
      title: 'Write down when everything was bought',
      area: 'equipment',
      currency: 'EUR',
      why: 'What has no age on paper is replaced when it breaks.\n\n1 of 2 have a known age.\n\nIt is about: printer.',
    },
  })
  expect((await ask('POST', '/people.training/recommendation')).body.code).toBe('standards.not-failed')
  expect((await ask('POST', '/no.such/recommendation')).status).toBe(404)
})

test('who may only read reads, and nobody sees another client’s', async () => {
  current.actor = person('staff', 'all', ['standards.read'])
  expect((await ask('GET', '')).status).toBe(200)
  expect((await ask('POST', '/people.training/answers', { state: 'met', evidence: 'x' })).status).toBe(403)
  current.actor = person('staff', [newId()], WRITES)
  expect((await ask('GET', '')).status).toBe(404)
  expect((await ask('POST', '/people.training/answers', { state: 'met', evidence: 'x' })).status).toBe(404)
})
