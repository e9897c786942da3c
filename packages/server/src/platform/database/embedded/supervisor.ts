/** Runs PostgreSQL as a child: makes the data folder once, whole or not at all; starts, watches and stops the server. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@mainstay/kernel'
import pg from 'pg'
import type { Log } from '../../log/index.ts'
import { findBinaries, type PostgresBinaries } from './binaries.ts'
import { lockFolder } from './folder-lock.ts'
import { endWorkOn, livePostmaster, stopPostmaster } from './postmaster.ts'
import { databaseUser, giveTo, type RunAs } from './run-as.ts'

export type EmbeddedPostgres = {
  /** For `pg`: the folder of the Unix socket as host. */
  host: string
  port: number
  superuser: string
  version: string
  pid: number
  /** Resolves when the server ends without being asked. */
  died: Promise<{ code: number | null; signal: string | null }>
  stop(): Promise<void>
}

type Options = { folder: string; superuserPassword: string; log: Log }

export const SUPERUSER = 'mainstay_super'
const PORT = 5432
/** Unix socket paths end at 107 bytes on Linux. */
const SOCKET_PATH_LIMIT = 100

/** `folder` holds everything of the database: `data-18/` (PostgreSQL's own), `lib/`, `socket/`. */
export async function startEmbeddedPostgres({ folder, superuserPassword, log }: Options): Promise<EmbeddedPostgres> {
  const user = databaseUser()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  giveTo(folder, user)
  const release = await lockFolder(folder)
  try {
    const binaries = findBinaries(join(folder, 'lib'))
    giveTo(join(folder, 'lib'), user)
    const dataFolder = join(folder, `data-${binaries.version.split('.', 1)[0]}`)
    refuseNewer(folder, dataFolder)
    await removeUnfinished(folder)
    if (!existsSync(join(dataFolder, 'PG_VERSION'))) await initialise({ folder, dataFolder, binaries, user, superuserPassword, log })
    const orphan = livePostmaster(dataFolder)
    if (orphan !== null) {
      log.warn({ pid: orphan }, 'stopping the database that a killed server left behind')
      await stopPostmaster(dataFolder, orphan)
    }
    const socketFolder = makeSocketFolder(folder, user)
    const child = await startWithRetry({ dataFolder, socketFolder, binaries, user, superuserPassword, log })
    return supervise({ child, dataFolder, socketFolder, binaries, release })
  } catch (error) {
    await release()
    throw error
  }
}

function refuseNewer(folder: string, dataFolder: string): void {
  const wanted = Number(dataFolder.split('-').pop())
  for (const name of readdirSync(folder)) {
    const found = Number(/^data-(\d+)$/.exec(name)?.[1])
    if (found > wanted) {
      throw new AppError('platform.data-folder', {
        path: folder,
        detail: `it was written by a newer Mainstay (PostgreSQL ${found}, here ${wanted}). Start that version, or import its export.`,
      })
    }
  }
}

/** What a killed first start left, and the initdb that may still be at it. */
async function removeUnfinished(folder: string): Promise<void> {
  if (!readdirSync(folder).some((name) => name.startsWith('new-'))) return
  await endWorkOn(join(folder, 'new-'))
  for (const name of readdirSync(folder))
    if (name.startsWith('new-')) rmSync(join(folder, name), { recursive: true, maxRetries: 20, retryDelay: 100 })
}

/** initdb into a temporary folder, then one rename: an initdb killed midway leaves nothing that looks whole. */
async function initialise(o: {
  folder: string
  dataFolder: string
  binaries: PostgresBinaries
  user: RunAs
  superuserPassword: string
  log: Log
}): Promise<void> {
  const work = join(o.folder, `new-${randomBytes(6).toString('hex')}`)
  mkdirSync(work, { mode: 0o700 })
  giveTo(work, o.user)
  const passwordFile = join(work, 'password')
  writeFileSync(passwordFile, o.superuserPassword, { mode: 0o600 })
  giveTo(passwordFile, o.user)
  // Relative to where it is started: initdb makes the folders above its own, so one that a killed server had just
  // begun to start could otherwise make `work` anew after the next start has removed it.
  const args = [
    '-D',
    'data',
    '-U',
    SUPERUSER,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--locale=C.UTF-8',
  ]
  const { code, output } = await run(o.binaries.initdb, args, o.binaries, o.user, work)
  if (code !== 0) throw databaseFolderError(o.folder, output)
  rmSync(passwordFile)
  renameSync(join(work, 'data'), o.dataFolder)
  rmSync(work, { recursive: true })
  o.log.info({ version: o.binaries.version }, 'database folder made')
}

function databaseFolderError(path: string, output: string): AppError {
  if (/no space left/i.test(output)) return new AppError('platform.disk-full', { path })
  return new AppError('platform.data-folder', { path, detail: `PostgreSQL said: ${output.trim().split('\n').slice(-3).join(' ')}` })
}

function makeSocketFolder(folder: string, user: RunAs): string {
  let socketFolder = join(folder, 'socket')
  if (Buffer.byteLength(join(socketFolder, `.s.PGSQL.${PORT}`)) > SOCKET_PATH_LIMIT)
    socketFolder = mkdtempSync(join(tmpdir(), 'mainstay-db-'))
  mkdirSync(socketFolder, { recursive: true, mode: 0o700 })
  chmodSync(socketFolder, 0o700)
  giveTo(socketFolder, user)
  return socketFolder
}

type Start = { dataFolder: string; socketFolder: string; binaries: PostgresBinaries; user: RunAs; superuserPassword: string; log: Log }

/** After `kill -9` shared memory or the old process may linger for a moment: 10 tries, half a second apart. */
async function startWithRetry(o: Start): Promise<ChildProcess> {
  let output = ''
  for (let attempt = 1; attempt <= 10; attempt++) {
    const started = await startOnce(o)
    if (started.ok) return started.child
    output = started.output
    if (/no space left/i.test(output)) break
    o.log.warn({ attempt }, 'database did not start, trying again')
    await sleep(500)
  }
  throw databaseFolderError(o.dataFolder, output)
}

async function startOnce(o: Start): Promise<{ ok: true; child: ChildProcess } | { ok: false; output: string }> {
  const child = spawn(o.binaries.postgres, ['-D', o.dataFolder, ...serverSettings(o.socketFolder)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment(o.binaries),
    ...o.user,
  })
  let output = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-8000)
    for (const line of text.split('\n'))
      if (/\b(ERROR|FATAL|PANIC)\b/.test(line)) o.log.debug({ line: line.slice(0, 300) }, 'database message')
  })
  let ended = false
  child.once('exit', () => {
    ended = true
  })
  child.once('error', (error) => {
    ended = true
    output += error.message
  })
  try {
    while (!ended) {
      if (await answers(o)) return { ok: true, child }
      await sleep(50)
    }
  } catch (error) {
    // It runs, but not for us: nobody else would stop it.
    if (child.pid) await stopPostmaster(o.dataFolder, child.pid)
    throw error
  }
  return { ok: false, output }
}

async function answers({ socketFolder, superuserPassword }: Start): Promise<boolean> {
  const client = new pg.Client({
    host: socketFolder,
    port: PORT,
    user: SUPERUSER,
    password: superuserPassword,
    database: 'postgres',
    connectionTimeoutMillis: 2000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.end()
    return true
  } catch (error) {
    await client.end().catch(() => {})
    if ((error as { code?: string }).code === '28P01') {
      throw new AppError('platform.data-folder', {
        path: socketFolder,
        detail: 'the database does not take the password of this master key. Was the key file replaced?',
      })
    }
    return false
  }
}

/** Sized for a small server that shares its machine: idle it stays under 100 MB. */
function serverSettings(socketFolder: string): string[] {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    port: String(PORT),
    max_connections: '60',
    shared_buffers: '64MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    max_wal_size: '1GB',
    wal_compression: 'pglz',
    jit: 'off',
    max_parallel_workers_per_gather: '0',
    io_method: 'sync',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function environment(binaries: PostgresBinaries): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LD_LIBRARY_PATH: binaries.libraryPath, LC_ALL: 'C.UTF-8', TZ: 'UTC' }
}

function supervise(o: {
  child: ChildProcess
  dataFolder: string
  socketFolder: string
  binaries: PostgresBinaries
  release: () => Promise<void>
}): EmbeddedPostgres {
  const { child } = o
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  let stopping = false
  return {
    host: o.socketFolder,
    port: PORT,
    superuser: SUPERUSER,
    version: o.binaries.version,
    pid: child.pid ?? 0,
    died: exited.then(async (result) => (stopping ? new Promise<never>(() => {}) : result)),
    stop: async () => {
      stopping = true
      if (child.exitCode === null && child.signalCode === null && child.pid) await stopPostmaster(o.dataFolder, child.pid)
      await exited
      await o.release()
    },
  }
}

function run(
  command: string,
  args: string[],
  binaries: PostgresBinaries,
  user: RunAs,
  cwd: string,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], env: environment(binaries), cwd, ...user })
    let output = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-8000)
    })
    child.once('error', (error) => resolve({ code: -1, output: error.message }))
    child.once('close', (code) => resolve({ code, output }))
  })
}
