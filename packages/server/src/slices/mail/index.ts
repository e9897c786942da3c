/** The slice `mail`: a gateway in front of clients' mail servers. */
import type { ReportSection } from '@mainstay/contract/reports'
import type { Clock, Id, Interval } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { createFolderBlobs } from '../../platform/blobs/index.ts'
import type { Actor } from '../../platform/auth/index.ts'
import { type Database, oneClient } from '../../platform/database/index.ts'
import type { AnyJob } from '../../platform/jobs/index.ts'
import type { Log } from '../../platform/log/index.ts'
import { createClamd } from './checks/clamd.ts'
import { createResolve } from './checks/resolve.ts'
import { createRspamd } from './checks/rspamd.ts'
import { digestRoutes } from './digest/routes.ts'
import { type DigestDeps, sendDigests, sendDigestsNow } from './digest/send.ts'
import { createGateway, type Gateway, type GatewaySettings } from './gateway.ts'
import { ensureMonths, mailJobs } from './jobs.ts'
import { createKeptService, type KeptService } from './kept-service.ts'
import type { Desk, Resolve, Scanner, Scorer } from './ports.ts'
import { createOwnService } from './own/service.ts'
import { ownRoutes } from './own/routes.ts'
import type { Delivery, DeliveryKey } from './queue/delivery.ts'
import { createKeeper } from './queue/keeper.ts'
import { type OwnMessage, queueOwn } from './queue/own-message.ts'
import { loadDelivery, loadStates } from './store/deliveries.ts'
import { keptRoutes, settingsRoutes } from './routes.ts'
import { servedMailboxes } from './views/numbers.ts'
import { mailReport } from './views/report.ts'
import { createMailSettings, type MailSettings } from './service.ts'
import { createTeachings } from './teachings.ts'

export { createBuiltInScorer } from './checks/built-in-scorer.ts'
export { createModelSource } from './checks/model-source.ts'
export * from './scoring/index.ts'
export * from './scoring/quality.ts'
export type { GatewaySettings } from './gateway.ts'
export type { NextHop } from './domain/next-hop.ts'
export type { DeliveryKey, State as DeliveryState } from './queue/delivery.ts'
export type { OwnMessage } from './queue/own-message.ts'
export type { Desk, Resolve, Scanner, Scorer } from './ports.ts'

export type Mail = {
  settings: MailSettings
  kept: KeptService
  gateway: Gateway
  routes(app: FastifyInstance): Promise<void>
  jobs: AnyJob[]
  /** What the hourly job does. */
  sendDigests(): Promise<number>
  /** The client's section of a month's report; null without mail. */
  reportSection(clientId: Id, month: Interval, now: Date): Promise<ReportSection | null>
  /** Queues a message of our own; it is durable when this resolves. */
  send(message: OwnMessage): Promise<DeliveryKey>
  /** What became of one; null when the trace no longer has it. */
  stateOf(key: DeliveryKey): Promise<Pick<Delivery, 'state' | 'lastReply'> | null>
  /** Of many of one client, by id, in one look. */
  statesOf(clientId: Id, keys: readonly Omit<DeliveryKey, 'clientId'>[]): Promise<Map<Id, Pick<Delivery, 'state' | 'lastReply'>>>
  /** The client whose mail of this domain is taken here. */
  clientOfDomain(domain: string): Promise<Id | null>
  servedMailboxes(clientId: Id, time: Interval): Promise<string[]>
  /** The months of the trace, then the gateway where this instance has the role. */
  start(o: { mail: boolean }): Promise<void>
  stop(): Promise<void>
}

export type MailDeps = {
  database: Database
  clock: Clock
  log: Log
  /** Where messages are kept. */
  folder: string
  settings: GatewaySettings
  scanners: readonly Scanner[]
  scorer: Scorer | null
  resolve: Resolve
  /** Signs the links of digests, which lead to the public URL. */
  linkSecret: string
  publicUrl: () => string
  clients: DigestDeps['clients']
  /** The address of a person who can sign in, by which their own mail is known; null of a token. */
  addressOf: (actor: Actor) => Promise<string | null>
  desk: Desk | null
}

/** `clamd`: `host:port` or a socket's path. `rspamd`: the URL of its normal worker. */
export function scannersFrom({ clamd, rspamd }: { clamd: string | undefined; rspamd: string | undefined }): Scanner[] {
  const timeoutMs = 30_000
  return [
    ...(clamd === undefined ? [] : [createClamd({ address: clamd, timeoutMs })]),
    ...(rspamd === undefined ? [] : [createRspamd({ url: rspamd, timeoutMs })]),
  ]
}

/** Names that nobody answers for must not hold up a message for long: a sender waits on the line. */
export function systemResolve(servers: readonly string[]): Resolve {
  return createResolve({ servers, timeoutMs: 3000, now: Date.now })
}

export function createMail(deps: MailDeps): Mail {
  const { database, clock, log, folder, settings, scanners, scorer, resolve, addressOf, desk, ...digest } = deps
  const blobs = createFolderBlobs(folder)
  const teachings = createTeachings({ database, now: () => clock.now().getTime() })
  const gateway = createGateway({ database, blobs, clock, log, resolve, scanners, scorer, teachings, settings, desk })
  const service = createMailSettings({ database, clock, changed: gateway.wake })
  const digests = {
    ...digest,
    database,
    blobs,
    clock,
    gateway: settings.name,
    keeper: createKeeper({ database, blobs }),
    queued: gateway.wake,
  }
  const kept = createKeptService({ database, blobs, clock, teachings, queued: gateway.wake })
  const own = createOwnService({ database, blobs, kept, queued: gateway.wake, addressOf })
  return {
    settings: service,
    kept,
    gateway,
    routes: async (app) => {
      settingsRoutes(app, service)
      keptRoutes(app, kept, (actor, clientId) => sendDigestsNow(digests, actor, clientId))
      ownRoutes(app, own)
      await digestRoutes(app, { database, blobs, clock, kept, linkSecret: digest.linkSecret, queued: gateway.wake })
    },
    send: async (message) => {
      const key = await queueOwn(digests, message)
      gateway.wake()
      return key
    },
    stateOf: (key) => database.transaction(oneClient(key.clientId), (tx) => loadDelivery(tx, key)),
    statesOf: (clientId, keys) => database.transaction(oneClient(clientId), (tx) => loadStates(tx, clientId, keys)),
    clientOfDomain: async (domain) => (await gateway.directory.find(domain))?.clientId ?? null,
    servedMailboxes: (clientId, time) => database.transaction(oneClient(clientId), (tx) => servedMailboxes(tx, clientId, time)),
    reportSection: (clientId, month, now) => database.transaction(oneClient(clientId), (tx) => mailReport(tx, clientId, month, now)),
    jobs: mailJobs({ database, blobs, clock, sendDigests: () => sendDigests(digests) }),
    sendDigests: () => sendDigests(digests),
    start: async ({ mail }) => {
      await ensureMonths({ database, clock })
      if (mail) await gateway.start()
    },
    stop: async () => {
      await gateway.stop()
      await scorer?.stop?.()
    },
  }
}
