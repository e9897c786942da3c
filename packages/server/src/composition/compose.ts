/** The one place where slices meet: makes each with what it needs of the others. */
import { join } from 'node:path'
import type { DeviceRow } from '@mainstay/contract/monitoring'
import { type Id, systemClock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { Environment } from '../platform/config/index.ts'
import { createAuditLog } from '../platform/audit/index.ts'
import { systemActor } from '../platform/auth/index.ts'
import type { AnyJob, Jobs } from '../platform/jobs/index.ts'
import { oneClient, PROVIDER_ID, type RunningDatabase } from '../platform/database/index.ts'
import { type Authenticators, CONSOLE_FOLDER, staticRoutes } from '../platform/http/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { Notice, Subscription } from '../platform/outbox/index.ts'
import { deriveSecret, type MasterKey } from '../platform/secrets/master-key.ts'
import { scanByClamd } from '../platform/clamd/index.ts'
import { createVault } from '../platform/vault/index.ts'
import { createClients, loadClient } from '../slices/clients/index.ts'
import { createIdentity, loadPeople, PERMISSIONS, permissionsOf } from '../slices/identity/index.ts'
import type { Mail } from '../slices/mail/index.ts'
import { createMonitoring, type Monitoring } from '../slices/monitoring/index.ts'
import { createRecovery, type Recovery } from '../slices/recovery/index.ts'
import { createDevices, type Devices, appliedPolicies } from '../slices/devices/index.ts'
import { createReports, recoverySource, type SectionSource, type SystemsPort } from '../slices/reports/index.ts'
import { createServiceDesk, type DeskPorts, type ServiceDesk } from '../slices/servicedesk/index.ts'
import { createTrust, type Trust } from '../slices/trust/index.ts'
import { composeHouse } from './house.ts'
import type { Agreements } from '../slices/agreements/index.ts'
import { composeAgreements } from './agreements.ts'
import { composeMail } from './mail.ts'
import type { ServerOptions } from './options.ts'

/** Whoever holds a signing key may do over the API what an owner may; the people who sign in with a password have their roles. */
const SIGNER_PERMISSIONS = [...PERMISSIONS, 'trust.sign']

export type Composition = {
  authenticators: Authenticators
  routes(app: FastifyInstance): Promise<void>
  jobs: AnyJob[]
  subscriptions: Subscription[]
  trust: Trust
  /** Lines of Prometheus text. */
  metrics(): string[]
  setupToken(): Promise<string | null>
  onNotice(notice: Notice): void
  onListening(): void
  start(o: { work: boolean; mail: boolean }): Promise<void>
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
  secureCookies: boolean
  tls: ServerOptions['tls']
}

export async function compose({
  running,
  masterKey,
  publicUrl,
  jobs,
  dataFolder,
  environment,
  log,
  secureCookies,
  tls,
}: Deps): Promise<Composition> {
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
  const auditLog = createAuditLog({ database, clock, key: trust.serverKey })
  const identity = createIdentity({
    database,
    log,
    clock,
    baseUrl: publicUrl,
    secureCookies,
    secret: deriveSecret(masterKey, 'better-auth'),
    vault,
  })
  const clients = createClients({ database, clock })
  const monitoring = createMonitoring({ database, log, clock })
  const recovery = createRecovery({
    database,
    clock,
    vault,
    jobs,
    credentialSecret: deriveSecret(masterKey, 'repository-credential'),
    repositoriesFolder: join(dataFolder, 'repositories'),
    workFolder: join(dataFolder, 'proofs'),
    screenshotsFolder: join(dataFolder, 'screenshots'),
    restic: environment.MAINSTAY_RESTIC ?? 'restic',
    log,
    hasSecondStep: identity.hasSecondStep,
    yara: environment.MAINSTAY_YARA ?? null,
    viewing: { identified: identity.identified, stillMay: async (request) => void (await identity.authenticateSession(request)) },
    policiesOf: (clientId, deviceIds) => database.transaction(oneClient(clientId), (tx) => appliedPolicies(tx, clientId, deviceIds)),
  })
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
    onBackupResult: recovery.service.recordBackup,
  })
  wake.devices = devices
  const mail = composeMail({
    database,
    clock,
    log,
    dataFolder,
    environment,
    tls,
    linkSecret: deriveSecret(masterKey, 'mail-link'),
    publicUrl,
    clients: () => clients.service.list(systemActor('mail', 'all', ['clients.read'])),
    addressOf: identity.addressOf,
    desk: {
      isOpen: () => serviceDesk.forMail.isOpen(),
      isOurs: (address) => serviceDesk.forMail.isOurs(address),
      take: (raw, envelope, authentication) => serviceDesk.forMail.take(raw, envelope, authentication),
      smartHost: () => serviceDesk.forMail.smartHost(),
    },
  })
  const clientOf = (clientId: Id) => database.transaction(oneClient(clientId), (tx) => loadClient(tx, clientId))
  const providerName = async (): Promise<string> => 'Mainstay'
  const house = composeHouse({
    running,
    clock,
    clientOf,
    clientIds: async () => (await clients.service.list(systemActor('continuity', 'all', ['clients.read']))).map((one) => one.id),
    providerName,
    identified: identity.identified,
    recovery,
    endOfLifePath: environment.MAINSTAY_ENDOFLIFE,
  })
  const { MAINSTAY_CLAMD: clamd } = environment
  const serviceDesk: ServiceDesk = createServiceDesk({
    database,
    clock,
    ports: deskPorts(running, mail),
    mailSecret: deriveSecret(masterKey, 'desk-mail'),
    vault,
    log,
    publicUrl,
    folder: join(dataFolder, 'desk'),
    scan: clamd === undefined ? null : (content) => scanByClamd({ address: clamd, timeoutMs: 30_000 }, content),
  })
  const agreements = composeAgreements({ database, vault, clients, mail, monitoring, serviceDesk })
  const systems = systemsPort(monitoring, recovery)
  const reports = createReports({
    database,
    clock,
    log,
    clients: {
      clientOf,
      allIds: async () => (await clients.service.list(systemActor('reports', 'all', ['clients.read']))).map((one) => one.id),
    },
    systems,
    sources: [
      recoverySource(database),
      ...house.sourcesBefore,
      monitoringSource(monitoring),
      mailSource(mail),
      deskSource(serviceDesk),
      moneySource(agreements),
      ...house.sourcesAfter,
    ],
    providerName,
  })
  const standards = house.standards({ mail, reports: reports.service, systems })
  return {
    authenticators: { session: identity.authenticateSession, agent: devices.authenticateAgent, signer: trust.authenticateSigner },
    routes: async (app) => {
      const slices: { routes(app: FastifyInstance): void | Promise<void> }[] = [
        auditLog,
        monitoring,
        identity,
        trust,
        clients,
        devices,
        reports,
        recovery,
        mail,
        serviceDesk,
        agreements,
        ...house.slices,
        standards,
      ]
      for (const slice of slices) await slice.routes(app)
      staticRoutes(app, { folder: CONSOLE_FOLDER })
    },
    jobs: [
      ...auditLog.jobs,
      ...monitoring.jobs,
      ...recovery.jobs,
      ...mail.jobs,
      ...serviceDesk.jobs,
      ...agreements.jobs,
      ...reports.jobs,
      ...house.jobs,
    ],
    subscriptions: [...serviceDesk.subscriptions, ...agreements.subscriptions],
    trust,
    metrics: () => [],
    setupToken: identity.openSetup,
    onNotice: monitoring.tellPages,
    onListening: monitoring.tellPagesAll,
    start: async ({ work, mail: takesMail }) => {
      // What was written before the last stop gets its place and its signature now, not in the first minute.
      if (work)
        await auditLog.sequence().catch((error: unknown) => log.warn({ err: error }, 'the audit log was not put in order, trying again'))
      await monitoring.start()
      await recovery.start({ work })
      await mail.start({ mail: takesMail })
    },
    stop: async () => {
      await mail.stop()
      await recovery.stop()
      devices.stop()
      await monitoring.stop()
    },
  }
}

function deskPorts({ database }: RunningDatabase, mail: Mail): DeskPorts {
  return {
    clientOf: (clientId) => database.transaction(oneClient(clientId), (tx) => loadClient(tx, clientId)),
    staff: async () => {
      const people = await database.transaction(oneClient(PROVIDER_ID), loadPeople)
      return people.filter(({ role, disabledAt }) => disabledAt === null && permissionsOf(role).has('servicedesk.write'))
    },
    personOf: async (address) => {
      const people = await database.transaction(oneClient(PROVIDER_ID), loadPeople)
      const person = people.find(({ email, disabledAt }) => disabledAt === null && email.toLowerCase() === address.toLowerCase())
      return person === undefined || person.clients === 'all' || !isClientRole(person.role) ? null : { ...person, clients: person.clients }
    },
    clientOfDomain: mail.clientOfDomain,
    addressOf: async (personId) => {
      const people = await database.transaction(oneClient(PROVIDER_ID), loadPeople)
      return people.find(({ id, disabledAt }) => id === personId && disabledAt === null)?.email ?? null
    },
    sendMail: mail.send,
    mailStates: mail.statesOf,
  }
}

/** Of a client's people, not of the provider's. */
function isClientRole(role: Parameters<typeof permissionsOf>[0]): boolean {
  return permissionsOf(role).has('portal.tickets') && !permissionsOf(role).has('servicedesk.read')
}

function mailSource({ reportSection }: Mail): SectionSource {
  return { id: 'mail', title: 'What did we keep out of your mailboxes?', slot: 'main', section: reportSection }
}

function deskSource({ reportSection }: ServiceDesk): SectionSource {
  return { id: 'servicedesk', title: 'Did we keep our promise?', slot: 'side', section: reportSection }
}

function moneySource({ reportSection }: Agreements): SectionSource {
  return { id: 'money', title: 'What did it cost?', slot: 'side', section: (clientId, { month }) => reportSection(clientId, month) }
}

function monitoringSource({ reportSection }: Monitoring): SectionSource {
  return {
    id: 'monitoring',
    title: 'What went wrong?',
    slot: 'main',
    section: (clientId, month, now) => reportSection(systemActor('reports', [clientId], ['reports.write']), clientId, month, now),
  }
}

function systemsPort({ service: monitoring }: Monitoring, { service: recovery }: Recovery): SystemsPort {
  const of = (clientId: Id) => systemActor('portal', [clientId], ['monitoring.read', 'recovery.read'])
  return {
    healthOf: async (clientId) => {
      const rows: DeviceRow[] = []
      for (let page = 1; ; page++) {
        const query = { clientId, sort: 'hostname', order: 'asc', page, pageSize: 200 } as const
        const answer = await monitoring.devices(of(clientId), query)
        rows.push(...answer.rows)
        if (answer.rows.length === 0 || rows.length >= answer.total) return rows
      }
    },
    recoveryOf: async (clientId) => (await recovery.ofClient(of(clientId), clientId)).devices,
    lastCleanOf: (clientId) => recovery.lastCleanOf(of(clientId), clientId),
  }
}
