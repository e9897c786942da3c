/** Starts the server as a child, waits until it is ready, and stops it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { stopLeftDatabase } from '@mainstay/server/left-database'
import { AppError } from '@mainstay/kernel'
import type { Io } from '../io.ts'
import { serverProgram } from './server-program.ts'
import type { User } from './server-user.ts'

export type ServerSettings = {
  dataFolder: string
  host?: string
  port?: number
  tls?: { certFile: string; keyFile: string } | null
  publicUrl?: string
  trustedProxies?: string[]
  roles?: string[]
  owner: { publicKey: string; name: string; onServerMachine: boolean } | null
}

export type ServerProcess = {
  url: string
  /** The one-time link of the first sign-in; null when there is an owner already. */
  firstSignIn: string | null
  pid: number
  exited: Promise<number>
  stop(): Promise<number>
  /** For a server whose data is thrown away: ends it and its database at once, and writes nothing. */
  discard(): Promise<void>
}

/** Recovery of a database after a crash may take a while; more than this is a fault. */
const READY_MS = 120_000
const STOP_MS = 30_000

/** MB in which V8 lets young garbage gather: measured, 40 MB less at rest for no more work (docs/adr/0095). */
const SMALL = ['--max-semi-space-size=4']

/** `stopping` ends it cleanly while it starts; once it runs, `stop` does. */
export async function startServer(settings: ServerSettings, io: Io, user: User | null, stopping?: AbortSignal): Promise<ServerProcess> {
  const program = serverProgram(user, dirname(settings.dataFolder))
  const cache = compileCache(settings, user, program.version)
  const child = spawn(program.node, [...SMALL, program.main, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...serverEnvironment(io.env), ...cache.env },
    cwd: '/',
    ...user,
  })
  const exited = new Promise<number>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))),
  )
  const endStart = (): void => void stopChild(child, exited)
  stopping?.addEventListener('abort', endStart)
  const { url, firstSignIn } = await readiness(child, exited).finally(() => stopping?.removeEventListener('abort', endStart))
  program.removeOthers()
  cache.removeOthers()
  const discard = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
    await stopLeftDatabase(settings.dataFolder, { keep: false })
  }
  return { url, firstSignIn, pid: child.pid ?? 0, exited, stop: () => stopChild(child, exited), discard }
}

/** What Node made of the sources, so that it is not made again at each start: the checkout's belongs to root, so the server's user has one of its own. */
function compileCache({ dataFolder }: ServerSettings, user: User | null, version: () => string): CompileCache {
  if (user === null) return { env: {}, removeOthers: () => {} }
  const folder = join(dataFolder, 'compiled')
  const mine = version()
  return {
    env: { NODE_COMPILE_CACHE: join(folder, mine) },
    removeOthers: () => removeOthers(folder, mine),
  }
}

type CompileCache = {
  env: NodeJS.ProcessEnv
  /** Of other versions; once this one runs. */
  removeOthers(): void
}

/** The folder belongs to the server's user: a link in the place of one is removed, not followed. */
export function removeOthers(folder: string, mine: string): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) if (name !== mine) rmSync(join(folder, name), { recursive: true, force: true })
}

/** The server gets its own variables; what belongs to the person (keys, passphrases) stays here. */
function serverEnvironment(env: Io['env']): NodeJS.ProcessEnv {
  const {
    MAINSTAY_CONFIG_DIR: _config,
    MAINSTAY_KEY_PASSPHRASE_FILE: _passphrase,
    MAINSTAY_SERVER: _server,
    MAINSTAY_DATA_DIR: _data,
    HOME: _home,
    ...rest
  } = env
  // Threads that each have an area of their own leave much of it unused: measured with mail, 15 MB less.
  return { MALLOC_ARENA_MAX: '2', ...rest, HOME: '/nonexistent' }
}

function readiness(child: ChildProcess, exited: Promise<number>): Promise<{ url: string; firstSignIn: string | null }> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGTERM')
      reject(new AppError('cli.server-not-ready', { seconds: READY_MS / 1000 }))
    }, READY_MS)
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const url = /^ready (\S+)$/m.exec(text)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      resolve({ url, firstSignIn: /^first sign-in (\S+)$/m.exec(text)?.[1] ?? null })
    })
    exited.then((code) => {
      clearTimeout(timer)
      reject(new AppError('cli.server-start', { code }))
    }, reject)
  })
}

export async function stopChild(child: ChildProcess, exited: Promise<number>): Promise<number> {
  if (child.exitCode !== null || child.signalCode !== null) return exited
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  const code = await exited
  clearTimeout(timer)
  return code
}
