/** The one place where slices meet: makes each with what it needs of the others. */
import { AppError, systemClock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { Environment } from '../platform/config/index.ts'
import type { AnyJob, Jobs } from '../platform/jobs/index.ts'
import type { RunningDatabase } from '../platform/database/index.ts'
import type { Authenticators } from '../platform/http/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { Subscription } from '../platform/outbox/index.ts'
import { deriveSecret, type MasterKey } from '../platform/secrets/master-key.ts'
import { createVault } from '../platform/vault/index.ts'
import { createClients } from '../slices/clients/index.ts'
import { createDevices, type Devices } from '../slices/devices/index.ts'
import { createTrust, type Trust } from '../slices/trust/index.ts'

/** Whoever holds a signing key may do over the API what an owner may; the people who sign in with a password have their roles. */
const SIGNER_PERMISSIONS = [
  'clients.read',
  'clients.write',
  'devices.read',
  'devices.write',
  'policy.draft',
  'trust.read',
  'trust.sign',
  'monitoring.read',
  'recovery.read',
  'recovery.prove',
  'reports.read',
  'reports.write',
  'reports.approve',
  'audit.read',
]

export type Composition = {
  authenticators: Authenticators
  routes(app: FastifyInstance): Promise<void>
  jobs: AnyJob[]
  subscriptions: Subscription[]
  trust: Trust
  /** Lines of Prometheus text. */
  metrics(): string[]
  setupToken(): Promise<string | null>
  start(o: { work: boolean }): Promise<void>
  stop(): Promise<void>
}

type Deps = {
  running: RunningDatabase
  masterKey: MasterKey
  log: Log
  jobs: Jobs
  dataFolder: string
  environment: Environment
  publicUrl: () => string
}

export async function compose({ running, masterKey, publicUrl }: Deps): Promise<Composition> {
  const { database } = running
  const clock = systemClock
  const vault = createVault({ database, masterKey })
  const wake: { devices: Devices | null } = { devices: null }
  const trust = await createTrust({
    database,
    vault,
    clock,
    publicUrl,
    signerPermissions: SIGNER_PERMISSIONS,
    onSigned: (clientId) => wake.devices?.wakeAgents(clientId),
  })
  const clients = createClients({ database, clock })
  const devices = createDevices({
    database,
    clock,
    sessionSecret: deriveSecret(masterKey, 'agent-session'),
    trust: {
      consumeToken: trust.enrolment.consume,
      serverPublicKey: () => trust.serverKey.publicKey,
      signAsServer: trust.serverKey.sign,
      envelopesFor: trust.envelopes.forDevice,
      recordEnvelopeResult: trust.envelopes.recordResult,
      draftEnvelope: trust.envelopes.draft,
    },
    onBackupResult: async () => {},
  })
  wake.devices = devices
  return {
    authenticators: { session: notSignedIn, agent: devices.authenticateAgent, signer: trust.authenticateSigner },
    routes: async (app) => {
      for (const slice of [trust, clients, devices]) slice.routes(app)
    },
    jobs: [],
    subscriptions: [],
    trust,
    metrics: () => [],
    setupToken: async () => null,
    start: async () => {},
    stop: async () => devices.stop(),
  }
}

async function notSignedIn(): Promise<never> {
  throw new AppError('platform.unauthenticated')
}
