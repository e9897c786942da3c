/** The desk over a real database for tests: clients, people of the provider and of clients, requests as any of them. */
import type { PortalTicket, Ticket } from '@mainstay/contract/servicedesk'
import { fixedClock, type Id, newId } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { expect } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import type { Actor } from '../../../platform/auth/index.ts'
import { createHttp } from '../../../platform/http/index.ts'
import { silentLog } from '../../../platform/log/index.ts'
import { createServiceDesk, type DeskPorts, type ServiceDesk } from '../index.ts'

type Method = 'GET' | 'POST' | 'PUT'
export type Answer = { status: number; code: string; body: Record<string, unknown> }

export type Scene = {
  db: TestDatabase
  clock: ReturnType<typeof fixedClock>
  desk: ServiceDesk
  /** By mail address. */
  people: Map<string, { id: Id; name: string; clients: readonly Id[] }>
  newClient(name: string): Promise<Id>
  /** A request of `actor`. */
  ask(actor: Actor, method: Method, url: string, payload?: object): Promise<Answer>
  /** What must be taken. */
  done<T = Ticket>(actor: Actor, method: Method, url: string, payload?: object): Promise<T>
  opened(actor: Actor, clientId: Id, more?: object): Promise<Ticket>
  openedByClient(actor: Actor, clientId: Id, more?: object): Promise<PortalTicket>
  close(): Promise<void>
}

/** Tuesday, ten in Warsaw. */
export const TUESDAY = new Date('2026-11-24T09:00:00Z')

const WORKS = ['servicedesk.read', 'servicedesk.write', 'servicedesk.settings']
export const dana = person('staff', 'Dana Lee', 'all', WORKS)

export function person(kind: Actor['kind'], name: string, clients: Actor['clients'], permissions: string[]): Actor {
  return { kind, id: newId(), name, clients, permissions: new Set(permissions) }
}
export const manager = (client: Id, name = 'Carol Manager'): Actor =>
  person('client', name, [client], ['portal.tickets', 'portal.all-tickets'])
export const user = (client: Id, name = 'Uwe User'): Actor => person('client', name, [client], ['portal.tickets'])

export async function startScene(): Promise<Scene> {
  const db = await openTestDatabase()
  const clock = fixedClock(TUESDAY)
  const known = new Map<Id, { id: Id; name: string; zone: string }>()
  const people: Scene['people'] = new Map()
  const ports: DeskPorts = {
    clientOf: async (id) => known.get(id) ?? null,
    staff: async () => [{ id: dana.id, name: dana.name, clients: 'all' }],
    personOf: async (address) => people.get(address) ?? null,
  }
  const current: { actor: Actor } = { actor: dana }
  const authenticate = async (): Promise<Actor> => current.actor
  const app: FastifyInstance = await createHttp({
    log: silentLog(),
    authenticators: { session: authenticate, agent: authenticate, signer: authenticate },
    tls: null,
  })
  const desk = createServiceDesk({ database: db.database, clock, ports, mailSecret: 'only for tests' })
  desk.routes(app)
  const ask: Scene['ask'] = async (actor, method, url, payload) => {
    current.actor = actor
    const answer = await app.inject({ method, url, ...(payload === undefined ? {} : { payload }) })
    const body = answer.json<Record<string, unknown>>()
    return { status: answer.statusCode, code: String(body['code']), body }
  }
  const done = async <T>(actor: Actor, method: Method, url: string, payload?: object): Promise<T> => {
    const answer = await ask(actor, method, url, payload)
    expect([answer.status, answer.body]).toEqual([expect.toBeOneOf([200, 201]), expect.anything()])
    return answer.body as T
  }
  return {
    people,
    db,
    clock,
    desk,
    ask,
    done,
    newClient: async (name) => {
      const id = newId()
      known.set(id, { id, name, zone: 'Europe/Warsaw' })
      await db.superuser("insert into clients_client values ($1, $2, 'Europe/Warsaw', now(), null)", [id, name])
      return id
    },
    opened: (actor, clientId, more = {}) =>
      done(actor, 'POST', `/api/clients/${clientId}/tickets`, {
        subject: 'The printer is on fire',
        body: 'Smoke comes out of it.',
        requester: 'Ewa',
        ...more,
      }),
    openedByClient: (actor, clientId, more = {}) =>
      done(actor, 'POST', `/api/portal/clients/${clientId}/tickets`, { subject: 'Cannot print', body: 'Since this morning.', ...more }),
    close: async () => {
      await app.close()
      await db.drop()
    },
  }
}
