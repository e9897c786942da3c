/** A server for the tests of signers and agents: real HTTP, real database, the slices trust, clients and devices; nothing else. */
import { type Clock, newId, systemClock } from '@mainstay/kernel'
import { createAuditLog } from '../src/platform/audit/index.ts'
import { systemActor } from '../src/platform/auth/index.ts'
import { createHttp, listen } from '../src/platform/http/index.ts'
import { silentLog } from '../src/platform/log/index.ts'
import { createVault } from '../src/platform/vault/index.ts'
import { createClients } from '../src/slices/clients/index.ts'
import { createDevices, type Devices } from '../src/slices/devices/index.ts'
import { createTrust } from '../src/slices/trust/index.ts'
import { openTestDatabase, TEST_MASTER_KEY } from './database.ts'

const PERMISSIONS = [
  'clients.read',
  'clients.write',
  'devices.read',
  'devices.write',
  'policy.draft',
  'trust.read',
  'trust.sign',
  'audit.read',
]

/** What a hostile server tells agents instead of what is in its database; the honest code would not even read it out. */
export type Lies = {
  /** At enrolment: this authority, with the server's true signature over it. */
  enrolment: { authority: string[]; authorityHead: string } | null
  /** With envelopes: these entries of the authority. */
  entries: string[] | null
}

export type SignerServer = Awaited<ReturnType<typeof startSignerServer>>

export async function startSignerServer({ clock = systemClock, port = 0 }: { clock?: Clock; port?: number } = {}) {
  const db = await openTestDatabase()
  const { database } = db
  let url = ''
  const wake: { devices: Devices | null } = { devices: null }
  const trust = await createTrust({
    database,
    vault: createVault({ database, masterKey: TEST_MASTER_KEY }),
    clock,
    publicUrl: () => url,
    signerPermissions: PERMISSIONS,
    onSigned: (clientId) => wake.devices?.wakeAgents(clientId),
  })
  const auditLog = createAuditLog({ database, clock, key: trust.serverKey })
  const lies: Lies = { enrolment: null, entries: null }
  const clients = createClients({ database, clock })
  const devices = createDevices({
    database,
    clock,
    sessionSecret: 'only for tests',
    trust: {
      consumeToken: async (o) => ({ ...(await trust.enrolment.consume(o)), ...lies.enrolment }),
      serverPublicKey: () => trust.serverKey.publicKey,
      signAsServer: trust.serverKey.sign,
      envelopesFor: async (o) => {
        const honest = await trust.envelopes.forDevice(o)
        return { ...honest, authority: lies.entries ?? honest.authority }
      },
      recordEnvelopeResult: trust.envelopes.recordResult,
      draftEnvelope: trust.envelopes.draft,
    },
    onBackupResult: async () => {},
  })
  wake.devices = devices
  const refuse = async () => Promise.reject(new Error('nobody signs in here'))
  const authenticators = { session: refuse, agent: devices.authenticateAgent, signer: trust.authenticateSigner }
  const app = await createHttp({ log: silentLog(), authenticators, tls: null })
  for (const slice of [auditLog, trust, clients, devices]) slice.routes(app)
  url = await listen(app, { host: '127.0.0.1', port, tls: false, publicUrl: undefined })
  const system = systemActor('test', 'all', PERMISSIONS)
  return {
    url,
    app,
    trust,
    auditLog,
    devices,
    lies,
    system,
    superuser: db.superuser,
    newClient: async (name = `Client ${newId()}`) => (await clients.service.create(system, { name, zone: 'Europe/Berlin' })).id,
    stop: async () => {
      devices.stop()
      await app.close()
      await db.drop()
    },
  }
}
