/** The desk as its benchmark needs it: PostgreSQL of our own in a folder that goes away, clients, HTTP for one technician. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Id, newId, systemClock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import type { Actor } from '../../src/platform/auth/index.ts'
import { createHttp } from '../../src/platform/http/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import type { MasterKey } from '../../src/platform/secrets/master-key.ts'
import { createVault } from '../../src/platform/vault/index.ts'
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
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-desk-'))
  const desk = createServiceDesk({
    database: running.database,
    clock: systemClock,
    ports: {
      clientOf: async (id) => ({ id, name: 'Client', zone: 'Europe/Warsaw' }),
      staff: async () => [],
      personOf: async (address) => ({ id: newId(), name: address, clients: clients.slice(0, 1) }),
      clientOfDomain: async () => null,
      addressOf: async () => null,
      sendMail: async ({ clientId, now }) => ({ clientId, receivedAt: now, id: newId() }),
      mailStates: async () => new Map(),
    },
    mailSecret: 'only for this benchmark',
    vault: createVault({ database: running.database, masterKey: randomBytes(32) as MasterKey }),
    log,
    publicUrl: () => 'https://mainstay.example',
    folder,
    scan: null,
  })
  const http = await createHttp({
    log,
    tls: null,
    authenticators: { session: async () => STAFF, agent: async () => STAFF, signer: async () => STAFF },
  })
  await desk.routes(http)
  await http.ready()
  return {
    http,
    desk,
    clients,
    superuser,
    stop: async () => {
      await http.close()
      rmSync(folder, { recursive: true, force: true })
      await stop()
    },
  }
}
