/** One running instance of the server: database, slices, HTTP, jobs; started in order, stopped in the opposite one. */
import { join } from 'node:path'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { Environment } from '../platform/config/index.ts'
import { connectDatabase, EVERY_CLIENT, type RunningDatabase } from '../platform/database/index.ts'
import { createHttp, listen, operationRoutes, refuseTakenPort, refuseWithoutTls, trustedProxies } from '../platform/http/index.ts'
import { createJobs } from '../platform/jobs/index.ts'
import type { Log } from '../platform/log/index.ts'
import { startDispatcher, startListener, subscriptionJobs } from '../platform/outbox/index.ts'
import { refuseLostKey } from '../platform/secrets/lost-key.ts'
import { loadOrCreateMasterKey } from '../platform/secrets/master-key.ts'
import { compose, type Composition } from './compose.ts'
import { prepareDataFolder } from './data-folder.ts'
import type { ServerOptions } from './options.ts'

export type Instance = {
  url: string
  /** For the first sign-in; null once there is an owner. */
  setupToken: string | null
  /** Resolves when the database ends by itself: the instance cannot go on. */
  broken: Promise<string>
  stop(): Promise<void>
}

type Undo = () => Promise<void> | void

export async function startInstance(options: ServerOptions, environment: Environment, log: Log): Promise<Instance> {
  refuseWithoutTls({ host: options.host, tls: options.tls !== null, publicUrl: options.publicUrl })
  const proxies = trustedProxies({ publicUrl: options.publicUrl, tls: options.tls !== null, named: options.trustedProxies })
  await refuseTakenPort(options)
  const { MAINSTAY_DATABASE_URL: databaseUrl } = environment
  await refuseLostKey({ keyFile: keyFileOf(options, environment), dataFolder: options.dataFolder, databaseUrl })
  prepareDataFolder(options.dataFolder)
  const undo: Undo[] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    return await start(options, environment, log, proxies, undo, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function start(
  options: ServerOptions,
  environment: Environment,
  log: Log,
  proxies: readonly string[],
  undo: Undo[],
  stop: () => Promise<void>,
): Promise<Instance> {
  const masterKey = loadOrCreateMasterKey(keyFileOf(options, environment))
  const running = await connectDatabase({ dataFolder: options.dataFolder, databaseUrl: environment.MAINSTAY_DATABASE_URL, masterKey, log })
  undo.push(() => running.stop())
  const address = { url: options.publicUrl ?? '' }
  const jobs = createJobs({ pool: running.database.pool('jobs'), log })
  const composition = await compose({
    running,
    masterKey,
    log,
    jobs,
    dataFolder: options.dataFolder,
    environment,
    publicUrl: () => address.url,
    tls: options.tls,
    secureCookies: options.tls !== null || address.url.startsWith('https://'),
  })
  undo.push(() => composition.stop())
  if (options.owner !== null) await bootstrapOwner(composition, options.owner, log)

  const http = await createHttp({ log, authenticators: composition.authenticators, tls: options.tls, proxies })
  operationRoutes(http, { ready: () => answers(running), metrics: composition.metrics })
  await composition.routes(http)
  undo.push(() => http.close())

  const { subscriptions } = composition
  const work = options.roles.some((role) => role === 'worker' || role === 'recovery')
  await jobs.start([...composition.jobs, ...subscriptionJobs(subscriptions)], { work })
  undo.push(() => jobs.stop())
  if (work) {
    const dispatcher = startDispatcher({ pool: running.database.pool('jobs'), jobs, subscriptions, log })
    undo.push(() => dispatcher.stop())
  }
  const { onNotice, onListening } = composition
  const listener = startListener({ connection: running.connection('jobs'), onNotice, onListening, log })
  undo.push(() => listener.stop())
  await composition.start({ work, mail: options.roles.includes('mail') })

  const opened = await open(http, options)
  if (address.url === '') address.url = opened
  return { url: opened, setupToken: await composition.setupToken(), broken: brokenOf(running), stop }
}

function keyFileOf(options: ServerOptions, environment: Environment): string {
  return environment.MAINSTAY_MASTER_KEY_FILE ?? join(options.dataFolder, 'master.key')
}

function open(http: FastifyInstance, options: ServerOptions): Promise<string> {
  return listen(http, { host: options.host, port: options.port, tls: options.tls !== null, publicUrl: options.publicUrl })
}

async function bootstrapOwner(composition: Composition, owner: NonNullable<ServerOptions['owner']>, log: Log): Promise<void> {
  const outcome = await composition.trust.signers.bootstrap(owner)
  if (outcome === 'added') log.info('the first signing key is known now')
  if (outcome === 'refused')
    log.warn('the signing key of this start is not one that the server knows; a colleague adds it with "mainstay key trust"')
}

async function answers(running: RunningDatabase): Promise<boolean> {
  try {
    await running.database.transaction(EVERY_CLIENT, async () => {})
    return true
  } catch {
    return false
  }
}

function brokenOf(running: RunningDatabase): Promise<string> {
  if (running.embedded === null) return new Promise(() => {})
  return running.embedded.died
}

/** For people: the one line of an error that stopped a start. */
export function startFailure(error: unknown): string {
  if (error instanceof AppError) return error.message
  return `Mainstay did not start: ${error instanceof Error ? error.message : String(error)}`
}
