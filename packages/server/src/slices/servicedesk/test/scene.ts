/** The desk over a real database for tests: clients, people of the provider and of clients, requests as any of them. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { PortalTicket, Ticket } from '@mainstay/contract/servicedesk'
import { fixedClock, type Id, newId } from '@mainstay/kernel'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { expect } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import type { Actor } from '../../../platform/auth/index.ts'
import { createHttp } from '../../../platform/http/index.ts'
import { silentLog } from '../../../platform/log/index.ts'
import type { MasterKey } from '../../../platform/secrets/master-key.ts'
import { createVault } from '../../../platform/vault/index.ts'
import type { OwnMessage } from '../../mail/index.ts'
import { createServiceDesk, type DeskPorts, type ServiceDesk } from '../index.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
export type Answer = { status: number; code: string; body: Record<string, unknown> }

type OutboxRow = { id: Id; topic: string; client_id: Id; payload: Record<string, unknown>; at: Date }

export type Scene = {
  db: TestDatabase
  clock: ReturnType<typeof fixedClock>
  desk: ServiceDesk
  /** By mail address. */
  people: Map<string, { id: Id; name: string; clients: readonly Id[] }>
  /** Whose mail domain it is. */
  domains: Map<string, Id>
  /** What the desk wrote. */
  sent: OwnMessage[]
  /** What scans attachments. */
  scanner: { scan: ((content: Readable) => Promise<string | null>) | null }
  app: FastifyInstance
  download(actor: Actor, url: string): Promise<LightMyRequestResponse>
  /** Events that were published since, to whoever hears them here. */
  tellAll(): Promise<void>
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
  const domains: Scene['domains'] = new Map()
  const sent: Scene['sent'] = []
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-desk-'))
  const scanner: Scene['scanner'] = { scan: null }
  const ports: DeskPorts = {
    clientOf: async (id) => known.get(id) ?? null,
    staff: async () => [{ id: dana.id, name: dana.name, clients: 'all' }],
    personOf: async (address) => people.get(address) ?? null,
    clientOfDomain: async (domain) => domains.get(domain) ?? null,
    addressOf: async (personId) => [...people].find(([, { id }]) => id === personId)?.[0] ?? null,
    sendMail: async (message) => {
      sent.push(message)
      return { clientId: message.clientId, receivedAt: message.now, id: newId() }
    },
    mailStates: async (_clientId, keys) => new Map(keys.map(({ id }) => [id, { state: 'held', lastReply: '550 no such user' }])),
  }
  const current: { actor: Actor } = { actor: dana }
  const authenticate = async (): Promise<Actor> => current.actor
  const app: FastifyInstance = await createHttp({
    log: silentLog(),
    authenticators: { session: authenticate, agent: authenticate, signer: authenticate },
    tls: null,
  })
  const desk = createServiceDesk({
    database: db.database,
    clock,
    ports,
    mailSecret: 'only for tests',
    vault: createVault({ database: db.database, masterKey: randomBytes(32) as MasterKey }),
    log: silentLog(),
    publicUrl: () => 'https://mainstay.example',
    folder,
    scan: (content) => (scanner.scan === null ? Promise.resolve(null) : scanner.scan(content)),
  })
  await desk.routes(app)
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
  const told = new Set<string>()
  return {
    people,
    domains,
    sent,
    scanner,
    app,
    download: (actor, url) => {
      current.actor = actor
      return app.inject({ method: 'GET', url })
    },
    tellAll: async () => {
      const events = (await db.superuser('select id, topic, client_id, payload, at from outbox_event order by at, id')) as OutboxRow[]
      for (const { id, topic, client_id: clientId, payload, at } of events.filter((one) => !told.has(one.id))) {
        told.add(id)
        const own = desk.subscriptions.filter((one) => one.topic === topic && !topic.startsWith('incident.'))
        for (const one of own) await one.handle({ id, topic, clientId, payload, at: at.toISOString() })
      }
    },
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
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
