/** The desk as its benchmark needs it: PostgreSQL of our own in a folder that goes away, clients, HTTP for one technician. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Id, newId, systemClock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import type { Actor } from '../../src/platform/auth/index.ts'
import { connectDatabase } from '../../src/platform/database/index.ts'
import { createHttp } from '../../src/platform/http/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { deriveSecret } from '../../src/platform/secrets/master-key.ts'
import { createServiceDesk, type ServiceDesk } from '../../src/slices/servicedesk/index.ts'

export type DeskServer = { http: FastifyInstance; desk: ServiceDesk; clients: Id[]; superuser: pg.Pool; stop(): Promise<void> }

const STAFF: Actor = {
  kind: 'staff',
  id: newId(),
  name: 'bench',
  permissions: new Set(['servicedesk.read', 'servicedesk.write']),
  clients: 'all',
}

export async function startDeskServer(clientCount: number): Promise<DeskServer> {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-bench-'))
  chmodSync(folder, 0o711)
  const masterKey = Buffer.alloc(32, 7)
  const log = silentLog()
  const running = await connectDatabase({ dataFolder: folder, databaseUrl: undefined, masterKey, log })
  const { embedded } = running
  if (embedded === null) throw new Error('the benchmark runs on the embedded database')
  const superuser = new pg.Pool({
    host: embedded.host,
    port: embedded.port,
    user: embedded.superuser,
    password: deriveSecret(masterKey, 'database-superuser'),
    database: 'mainstay',
    max: 2,
  })
  superuser.on('error', () => {})
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
      await superuser.end()
      await running.stop()
      rmSync(folder, { recursive: true })
    },
  }
}
