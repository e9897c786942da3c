/** Agreements over a real database for tests: clients, what was covered and worked, requests as any person. */
import { fixedClock, type Id, newId } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { expect } from 'vitest'
import { openTestDatabase, TEST_MASTER_KEY, type TestDatabase } from '../../../../test/database.ts'
import type { Actor } from '../../../platform/auth/index.ts'
import { createHttp } from '../../../platform/http/index.ts'
import { silentLog } from '../../../platform/log/index.ts'
import { createVault } from '../../../platform/vault/index.ts'
import type { WorkedEntry } from '../ports.ts'
import { createAgreements, type AgreementPorts, type Agreements, type Coverage, type Outage } from '../index.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export type Scene = {
  db: TestDatabase
  clock: ReturnType<typeof fixedClock>
  agreements: Agreements
  app: FastifyInstance
  /** What is covered from now on. */
  covered: Map<Id, Coverage[]>
  worked: Map<Id, WorkedEntry[]>
  outages: Map<Id, Outage[]>
  /** What was sent out, and how the other side answers. */
  posted: { url: string; headers: Record<string, string>; body: string }[]
  answers: { status: number }
  newClient(name: string, zone?: string): Promise<Id>
  ask(
    actor: Actor,
    method: Method,
    url: string,
    payload?: object,
  ): Promise<{ status: number; code: string; body: Record<string, unknown>; text: string }>
  done<T>(actor: Actor, method: Method, url: string, payload?: object): Promise<T>
  /** The hourly job, for each of so many days. */
  days(count: number): Promise<void>
  close(): Promise<void>
}

export const petra: Actor = actor('staff', 'Petra Planner', 'all', ['agreements.read', 'agreements.write', 'agreements.approve'])

export function actor(kind: Actor['kind'], name: string, clients: Actor['clients'], permissions: string[]): Actor {
  return { kind, id: newId(), name, clients, permissions: new Set(permissions) }
}

export async function startScene(now: Date): Promise<Scene> {
  const db = await openTestDatabase()
  const clock = fixedClock(now)
  const known = new Map<Id, { id: Id; name: string; zone: string }>()
  const [covered, worked, outages]: [Scene['covered'], Scene['worked'], Scene['outages']] = [new Map(), new Map(), new Map()]
  const posted: Scene['posted'] = []
  const answers = { status: 204 }
  const day: [string, string][] = [['09:00', '17:00']]
  const ports: AgreementPorts = {
    clientOf: async (id) => known.get(id) ?? null,
    clients: async () => [...known.values()],
    coveredIn: async (id) => covered.get(id) ?? [],
    workedIn: async (id, { from, to }) => (worked.get(id) ?? []).filter(({ at }) => at >= from && at < to),
    reviewOf: async () => [{ title: 'Did we keep our promise?', sentence: 'It was kept.', facts: [] }],
    outagesOf: async (id) => outages.get(id) ?? [],
    businessHours: async () => ({
      calendar: { zone: 'Europe/Berlin', weekly: { mon: day, tue: day, wed: day, thu: day, fri: day }, exceptions: [] },
      // Of tests: every second is open.
      open: (from, to) => to - from,
    }),
  }
  const current: { actor: Actor } = { actor: petra }
  const authenticate = async (): Promise<Actor> => current.actor
  const app = await createHttp({
    log: silentLog(),
    authenticators: { session: authenticate, agent: authenticate, signer: authenticate },
    tls: null,
  })
  const agreements = createAgreements({
    database: db.database,
    clock,
    ports,
    vault: createVault({ database: db.database, masterKey: TEST_MASTER_KEY }),
    fetch: async (url, init) => {
      posted.push({ url, headers: init?.headers as Record<string, string>, body: typeof init?.body === 'string' ? init.body : '' })
      return new Response(null, { status: answers.status })
    },
  })
  agreements.routes(app)
  const ask: Scene['ask'] = async (who, method, url, payload) => {
    current.actor = who
    const answer = await app.inject({ method, url, ...(payload === undefined ? {} : { payload }) })
    const isJson = String(answer.headers['content-type']).includes('json')
    const body = isJson ? answer.json<Record<string, unknown>>() : {}
    return { status: answer.statusCode, code: String(body['code']), body, text: answer.body }
  }
  return {
    db,
    clock,
    agreements,
    app,
    covered,
    worked,
    outages,
    posted,
    answers,
    ask,
    done: async <T>(who: Actor, method: Method, url: string, payload?: object): Promise<T> => {
      const answer = await ask(who, method, url, payload)
      expect([answer.status, answer.text]).toEqual([200, expect.anything()])
      return answer.body as T
    },
    newClient: async (name, zone = 'Europe/Berlin') => {
      const id = newId()
      known.set(id, { id, name, zone })
      await db.superuser('insert into clients_client values ($1, $2, $3, now(), null)', [id, name, zone])
      return id
    },
    days: async (count) => {
      for (let n = 0; n < count; n++) {
        clock.advance(86_400_000)
        await agreements.countYesterday()
      }
    },
    close: async () => {
      await app.close()
      await db.drop()
    },
  }
}
