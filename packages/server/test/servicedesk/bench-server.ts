/** The desk as its benchmark needs it: PostgreSQL of our own in a folder that goes away, clients, HTTP for one technician. */
import { type Id, newId, systemClock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import type { Actor } from '../../src/platform/auth/index.ts'
import { createHttp } from '../../src/platform/http/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { createServiceDesk, type ServiceDesk } from '../../src/slices/servicedesk/index.ts'
import { startBenchDatabase } from '../load/bench-database.ts'

export type DeskServer = { http: FastifyInstance; desk: ServiceDesk; clients: Id[]; superuser: pg.Pool; stop(): Promise<void> }

const STAFF: Actor = {
  kind: 'staff',
  id: newId(),
  name: 'bench',
  permissions: new Set(['servicedesk.read', 'servicedesk.write']),
  clients: 'all',
}

export async function startDeskServer(clientCount: number): Promise<DeskServer> {
  const { running, superuser, stop } = await startBenchDatabase()
  const log = silentLog()
  const clients = Array.from({ length: clientCount }, () => newId())
  for (const [n, id] of clients.entries())
    await superuser.query("insert into clients_client values ($1, $2, 'Europe/Warsaw', now(), null)", [id, `Client ${n}`])
  const desk = createServiceDesk({
    database: running.database,
    clock: systemClock,
    ports: {
      clientOf: async (id) => ({ id, name: 'Client', zone: 'Europe/Warsaw' }),
      staff: async () => [],
      personOf: async (address) => ({ id: newId(), name: address, clients: clients.slice(0, 1) }),
    },
    mailSecret: 'only for this benchmark',
  })
  const http = await createHttp({
    log,
    tls: null,
    authenticators: { session: async () => STAFF, agent: async () => STAFF, signer: async () => STAFF },
  })
  desk.routes(http)
  await http.ready()
  return {
    http,
    desk,
    clients,
    superuser,
    stop: async () => {
      await http.close()
      await stop()
    },
  }
}
