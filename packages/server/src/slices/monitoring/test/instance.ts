/** Monitoring over a database of its own, with clients and devices, and HTTP in front of it: `x-actor` says who asks. */
import { type Clock, type Id, newId, systemClock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { Actor } from '../../../platform/auth/index.ts'
import { createHttp } from '../../../platform/http/index.ts'
import { silentLog } from '../../../platform/log/index.ts'
import { startListener } from '../../../platform/outbox/index.ts'
import { createMonitoring, type Monitoring } from '../index.ts'
import type { DeviceKey } from '../ports.ts'
import type { TestDatabase } from '../../../../test/database.ts'

export async function addClient(db: TestDatabase, name: string): Promise<{ clientId: Id; siteId: Id }> {
  const clientId = newId()
  const siteId = newId()
  await db.superuser("insert into clients_client values ($1, $2, 'Europe/Berlin', now(), null)", [clientId, name])
  await db.superuser("insert into clients_site values ($1, $2, 'Office', now())", [clientId, siteId])
  return { clientId, siteId }
}

export async function addDevice(
  db: TestDatabase,
  { clientId, siteId }: { clientId: Id; siteId: Id },
  hostname: string,
  enrolledAt = new Date(),
): Promise<DeviceKey> {
  const deviceId = newId()
  await db.superuser(
    `insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at)
     values ($1, $2, $3, $4, 'linux', 'x64', '1.0.0', $6, $5)`,
    [clientId, deviceId, siteId, hostname, enrolledAt, Buffer.from(deviceId)],
  )
  return { clientId, deviceId }
}

export function staff(clients: Actor['clients'], permissions: readonly string[] = ['monitoring.read', 'reports.write']): Actor {
  return { kind: 'staff', id: newId(), name: 'Kim', permissions: new Set(permissions), clients }
}

export type MonitoringInstance = {
  monitoring: Monitoring
  http: FastifyInstance
  /** As the agent of a device. */
  agent(device: DeviceKey): Record<string, string>
  /** As a person. */
  person(actor: Actor): Record<string, string>
  stop(): Promise<void>
}

/** With `watch: false` nothing is judged: a test of views makes the states itself. */
export async function startMonitoring(
  db: TestDatabase,
  { clock = systemClock, watch = true }: { clock?: Clock; watch?: boolean } = {},
): Promise<MonitoringInstance> {
  const monitoring = createMonitoring({ database: db.database, log: silentLog(), clock })
  const actors = new Map<string, Actor>()
  const actorOf = async (request: { headers: Record<string, unknown> }): Promise<Actor> => {
    const actor = actors.get(String(request.headers['x-actor']))
    if (actor === undefined) throw new Error('the test forgot to say who asks')
    return actor
  }
  const http = await createHttp({ log: silentLog(), authenticators: { session: actorOf, agent: actorOf, signer: actorOf }, tls: null })
  await monitoring.routes(http)
  const listener = startListener({
    connection: db.connection('jobs'),
    onNotice: monitoring.tellPages,
    onListening: monitoring.tellPagesAll,
    log: silentLog(),
  })
  if (watch) await monitoring.start()
  const as = (actor: Actor): Record<string, string> => {
    actors.set(actor.id, actor)
    return { 'x-actor': actor.id }
  }
  return {
    monitoring,
    http,
    agent: ({ clientId, deviceId }) =>
      as({ kind: 'agent', id: deviceId, name: 'agent', permissions: new Set(['agent.channel']), clients: [clientId] }),
    person: as,
    stop: async () => {
      await http.close()
      await listener.stop()
      await monitoring.stop()
    },
  }
}
