/** Assets and plans over a real database for tests: a client, machines with agents, the provider's people, a manager. */
import { fixedClock, type Id, newId } from '@mainstay/kernel'
import { expect } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import type { Actor } from '../../../platform/auth/index.ts'
import { createHttp } from '../../../platform/http/index.ts'
import { silentLog } from '../../../platform/log/index.ts'
import { createPaperRenderer } from '../../../platform/pdf/index.ts'
import { createLifecycle, loadEndOfLife } from '../index.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
export type Told = { status: number; code: string; body: Record<string, unknown>; raw: Buffer }

export type Scene = {
  db: TestDatabase
  clock: ReturnType<typeof fixedClock>
  newClient(name: string): Promise<Id>
  /** `inventory` null: its agent has not told it yet. */
  enrolled(clientId: Id, hostname: string, inventory: object | null): Promise<Id>
  ask(actor: Actor, method: Method, url: string, payload?: object): Promise<Told>
  done<T>(actor: Actor, method: Method, url: string, payload?: object): Promise<T>
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
export const dana = person('staff', 'Dana Lee', 'all', ['lifecycle.read', 'lifecycle.write'])
export const manager = (client: Id): Actor => person('client', 'Carol Manager', [client], ['portal.budget'])

export async function startScene(): Promise<Scene> {
  const db = await openTestDatabase()
  const clock = fixedClock(TUESDAY)
  const known = new Map<Id, { id: Id; name: string; zone: string }>()
  const current: { actor: Actor } = { actor: dana }
  const authenticate = async (): Promise<Actor> => current.actor
  const authenticators = { session: authenticate, agent: authenticate, signer: authenticate }
  const app = await createHttp({ log: silentLog(), authenticators, tls: null })
  createLifecycle({
    database: db.database,
    clock,
    renderPaper: createPaperRenderer(),
    endOfLife: loadEndOfLife(),
    ports: { clientOf: async (id) => known.get(id) ?? null, providerName: async () => 'Northwind IT' },
  }).routes(app)
  const ask: Scene['ask'] = async (actor, method, url, payload) => {
    current.actor = actor
    const answer = await app.inject({ method, url, ...(payload === undefined ? {} : { payload }) })
    const body = /json/.test(String(answer.headers['content-type'])) ? answer.json<Record<string, unknown>>() : {}
    return { status: answer.statusCode, code: String(body['code']), body, raw: answer.rawPayload }
  }
  return {
    db,
    clock,
    ask,
    done: async <T>(actor: Actor, method: Method, url: string, payload?: object): Promise<T> => {
      const answer = await ask(actor, method, url, payload)
      expect([answer.status, answer.body]).toEqual([expect.toBeOneOf([200, 201, 204]), expect.anything()])
      return answer.body as T
    },
    newClient: async (name) => {
      const id = newId()
      known.set(id, { id, name, zone: 'Europe/Warsaw' })
      await db.superuser("insert into clients_client values ($1, $2, 'Europe/Warsaw', now(), null)", [id, name])
      return id
    },
    enrolled: async (clientId, hostname, inventory) => {
      const [id, site] = [newId(), newId()]
      await db.superuser('insert into clients_site values ($1, $2, $3, now())', [clientId, site, hostname])
      await db.superuser(
        `insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at)
         values ($1, $2, $3, $4, 'linux', 'x64', '1', $5, now())`,
        [clientId, id, site, hostname, Buffer.from(id)],
      )
      if (inventory !== null)
        await db.superuser('insert into devices_inventory (client_id, device_id, at, inventory) values ($1, $2, now(), $3)', [
          clientId,
          id,
          JSON.stringify(inventory),
        ])
      return id
    },
    close: async () => {
      await app.close()
      await db.drop()
    },
  }
}
