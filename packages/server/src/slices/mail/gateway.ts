/** The running gateway of an instance: queue and deliveries, and the SMTP port as soon as there is a domain to take mail for. */
import type { Clock } from '@mainstay/kernel'
import type { Blobs } from '../../platform/blobs/index.ts'
import type { Database } from '../../platform/database/index.ts'
import type { Log } from '../../platform/log/index.ts'
import { createAuthenticate } from './checks/authenticate.ts'
import { createBlockLists } from './checks/block-lists.ts'
import { withBreaker } from './checks/breaker.ts'
import { createDirectory, type Directory } from './directory.ts'
import { PROVIDER_ID } from '../../platform/database/index.ts'
import { domainOf } from './domain/address.ts'
import type { MailDomain } from './domain/next-hop.ts'
import { DEFAULT_LIMITS, type Limits } from './domain/limits.ts'
import { createIntake } from './intake.ts'
import type { Desk, Resolve, Scanner, Scorer } from './ports.ts'
import { createConnections, DEFAULT_PATIENCE, type Patience } from './queue/connections.ts'
import { createDispatcher, type Dispatcher } from './queue/dispatcher.ts'
import { createKeeper } from './queue/keeper.ts'
import { createRecipients } from './smtp/recipients.ts'
import { listenSmtp, type SmtpDeps, type SmtpListener } from './smtp/server.ts'
import type { Teachings } from './teachings.ts'

export type GatewaySettings = Pick<SmtpDeps, 'name' | 'tls' | 'xclientFrom' | 'proxyFrom'> & {
  host: string
  port: number
  limits?: Partial<Limits>
  /** DNS block lists that are asked about the server that sends. */
  blockLists?: readonly string[]
  patience?: Partial<Patience>
  /** Milliseconds; see the dispatcher. */
  leaseMs?: number
  pollMs?: number
}

export type GatewayDeps = {
  database: Database
  blobs: Blobs
  clock: Clock
  log: Log
  resolve: Resolve
  scanners: readonly Scanner[]
  scorer: Scorer | null
  teachings: Teachings
  settings: GatewaySettings
  /** Null: there is none. */
  desk: Desk | null
}

export type Gateway = {
  directory: Directory
  /** Null until somebody's domain is set up. */
  port(): number | null
  /** Something was queued, or domains changed. */
  wake(): void
  start(): Promise<void>
  stop(): Promise<void>
}

const CALL_AHEAD_MS = 20_000
const AUTHENTICATE_MS = 15_000
const BLOCK_LIST_MS = 3000
const SCORE_MS = 10_000
const LOOK_FOR_DOMAINS_MS = 5000

export function createGateway({ database, blobs, clock, log, resolve, scanners, scorer, teachings, settings, desk }: GatewayDeps): Gateway {
  const now = (): number => clock.now().getTime()
  const { name } = settings
  const limits = { ...DEFAULT_LIMITS, ...settings.limits }
  const directory = createDirectory({ database, now })
  let dispatcher: Dispatcher | null = null
  let listener: SmtpListener | null = null
  let timer: NodeJS.Timeout | undefined

  const begin = (): Dispatcher => {
    const patience = { ...DEFAULT_PATIENCE, ...settings.patience }
    const connections = createConnections({ name, patience })
    const { leaseMs = 60_000, pollMs = 5000 } = settings
    return createDispatcher({ database, blobs, clock, log, connections, findDomain: directory.find, desk, leaseMs, pollMs })
  }
  const openPort = async (queue: Dispatcher): Promise<void> => {
    const needed = (await directory.all()).length > 0 || (await desk?.isOpen()) === true
    // Whoever came while it was asked for has opened it.
    if (listener !== null || !needed) return
    const checks = {
      authenticate: createAuthenticate({ resolve, authservId: name, timeoutMs: AUTHENTICATE_MS }),
      scanners: scanners.map((one) => withBreaker(one, now)),
      blockLists: createBlockLists({ lists: settings.blockLists ?? [], resolve, timeoutMs: BLOCK_LIST_MS, now, log }),
      scorer,
      scoreMs: SCORE_MS,
      log,
    }
    const intake = createIntake({
      database,
      blobs,
      clock,
      log,
      checks,
      dispatcher: queue,
      keeper: createKeeper({ database, blobs }),
      domainsOf: async (clientId) => (await directory.all()).filter((one) => one.clientId === clientId).map(({ domain }) => domain),
      teachings,
      authservId: name,
      mostBytes: limits.messageBytes,
    })
    const recipients = createRecipients({ name, timeoutMs: CALL_AHEAD_MS, now })
    const { tls, xclientFrom, proxyFrom, host, port } = settings
    const destinationOf = async (address: string): Promise<MailDomain | null> =>
      (await desk?.isOurs(address)) ? deskDomain(domainOf(address)) : directory.find(domainOf(address))
    const deps = { name, clock, log, limits, tls, xclientFrom, proxyFrom, recipients, intake, destinationOf }
    listener = await listenSmtp(deps, { host, port })
    log.info({ host, port: listener.port }, 'mail is taken in')
  }
  return {
    directory,
    port: () => listener?.port ?? null,
    wake: () => {
      directory.forget()
      dispatcher?.wake()
      if (dispatcher !== null) openPort(dispatcher).catch((error) => log.error({ err: error }, 'the mail port could not be opened'))
    },
    start: async () => {
      const queue = begin()
      dispatcher = queue
      await openPort(queue)
      // Another instance may have been told of the first domain.
      timer = setInterval(() => {
        openPort(queue).catch((error) => log.error({ err: error }, 'the mail port could not be opened'))
      }, LOOK_FOR_DOMAINS_MS)
    },
    stop: async () => {
      clearInterval(timer)
      await listener?.close()
      listener = null
      await dispatcher?.stop()
      dispatcher = null
    },
  }
}

/** The desk is the provider's: its mail is a delivery like others, and the dispatcher hands it over. */
function deskDomain(domain: string): MailDomain {
  return { clientId: PROVIDER_ID, domain, verifyRecipients: false, nextHops: [] }
}
