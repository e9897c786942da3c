/** Starts the PostgreSQL server of a data folder that is whole, and waits until it answers. */
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@mainstay/kernel'
import pg from 'pg'
import type { Log } from '../../log/index.ts'
import type { PostgresBinaries } from './binaries.ts'
import { stopPostmaster } from './postmaster.ts'
import type { RunAs } from './run-as.ts'

export const SUPERUSER = 'mainstay_super'
export const PORT = 5432

export type Start = {
  dataFolder: string
  socketFolder: string
  binaries: PostgresBinaries
  user: RunAs
  superuserPassword: string
  log: Log
}

/** After `kill -9` shared memory or the old process may linger for a moment: 10 tries, half a second apart. */
export async function startWithRetry(o: Start): Promise<ChildProcess> {
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
    env: databaseEnvironment(o.binaries),
    // In a group of its own: Ctrl-C at a terminal goes to a whole group, and the server wants its database until it has stopped itself.
    detached: true,
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
    // Nothing is replicated: its launcher is a process less.
    max_logical_replication_workers: '0',
    io_method: 'sync',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

export function databaseEnvironment(binaries: PostgresBinaries): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LD_LIBRARY_PATH: binaries.libraryPath, LC_ALL: 'C.UTF-8', TZ: 'UTC' }
}

export function databaseFolderError(path: string, output: string): AppError {
  if (/no space left/i.test(output)) return new AppError('platform.disk-full', { path })
  return new AppError('platform.data-folder', { path, detail: `PostgreSQL said: ${output.trim().split('\n').slice(-3).join(' ')}` })
}
