/** The server as benchmarks need it: PostgreSQL of our own in a folder that goes away, clients and devices, monitoring behind HTTP. */
import { createHmac } from 'node:crypto'
import { type Id, newId, systemClock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import type { Actor } from '../../src/platform/auth/index.ts'
import type { RunningDatabase } from '../../src/platform/database/index.ts'
import { createHttp } from '../../src/platform/http/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { createDevices } from '../../src/slices/devices/index.ts'
import { createMonitoring, type Monitoring } from '../../src/slices/monitoring/index.ts'
import { startBenchDatabase } from '../load/bench-database.ts'

export type BenchDevice = { clientId: Id; deviceId: Id }
export type BenchServer = {
  http: FastifyInstance
  port: number
  running: RunningDatabase
  monitoring: Monitoring
  superuser: pg.Pool
  devices: BenchDevice[]
  /** Of the agent of a device, as the server would have issued it. */
  token(device: BenchDevice): string
  stop(): Promise<void>
}

const SECRET = 'only for this benchmark'
const STAFF: Actor = { kind: 'staff', id: newId(), name: 'bench', permissions: new Set(['monitoring.read']), clients: 'all' }

export async function startBenchServer({ clients, devices }: { clients: number; devices: number }): Promise<BenchServer> {
  const { running, superuser, stop } = await startBenchDatabase()
  const log = silentLog()
  const made = await addDevices(superuser, clients, devices)
  const { database } = running
  const monitoring = createMonitoring({ database, log, clock: systemClock })
  const agents = createDevices({ database, clock: systemClock, sessionSecret: SECRET, trust: NO_TRUST, onBackupResult: async () => {} })
  const http = await createHttp({
    log,
    tls: null,
    authenticators: { session: async () => STAFF, agent: agents.authenticateAgent, signer: async () => STAFF },
  })
  await monitoring.routes(http)
  await monitoring.start()
  const url = await http.listen({ host: '127.0.0.1', port: 0 })
  return {
    http,
    port: Number(new URL(url).port),
    running,
    monitoring,
    superuser,
    devices: made,
    token: ({ clientId, deviceId }) => {
      const head = `mag1.${clientId}.${deviceId}.${Math.floor(Date.now() / 1000) + 3600}`
      return `${head}.${createHmac('sha256', SECRET).update(`session\n${head}`).digest('base64url')}`
    },
    stop: async () => {
      await http.close()
      await monitoring.stop()
      await stop()
    },
  }
}

/** Nobody enrols or signs here. */
const NO_TRUST: Parameters<typeof createDevices>[0]['trust'] = {
  consumeToken: () => Promise.reject(new Error('no enrolment')),
  serverPublicKey: () => '',
  signAsServer: () => Promise.reject(new Error('no signing')),
  envelopesFor: async () => ({ authority: [], envelopes: [] }),
  recordEnvelopeResult: async () => null,
  draftEnvelope: () => Promise.reject(new Error('no drafts')),
}

async function addDevices(superuser: pg.Pool, clients: number, devices: number): Promise<BenchDevice[]> {
  const made: BenchDevice[] = []
  for (let c = 0; c < clients; c++) {
    const clientId = newId()
    const siteId = newId()
    await superuser.query("insert into clients_client values ($1, $2, 'Etc/UTC', now(), null)", [clientId, `Client ${c}`])
    await superuser.query("insert into clients_site values ($1, $2, 'Office', now())", [clientId, siteId])
    const ids = Array.from({ length: Math.ceil(devices / clients) }, () => newId())
    await superuser.query(
      `insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at)
       select $1, id, $2, 'srv-' || left(md5(id::text), 8), (array['linux', 'linux', 'windows', 'darwin'])[1 + n % 4], 'x64', '1.0.0', decode(md5(id::text), 'hex'), now()
       from unnest($3::uuid[]) with ordinality as d (id, n)`,
      [clientId, siteId, ids],
    )
    made.push(...ids.map((deviceId) => ({ clientId, deviceId })))
  }
  return made.slice(0, devices)
}
