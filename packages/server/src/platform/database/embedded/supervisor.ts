/** Runs PostgreSQL as a child: makes the data folder once, whole or not at all; starts, watches and stops the server. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@mainstay/kernel'
import type { Log } from '../../log/index.ts'
import { findBinaries, type PostgresBinaries } from './binaries.ts'
import { lockFolder } from './folder-lock.ts'
import { endWorkOn, livePostmaster, stopPostmaster } from './postmaster.ts'
import { databaseUser, giveTo, type RunAs } from './run-as.ts'
import { databaseEnvironment, databaseFolderError, PORT, startWithRetry, SUPERUSER } from './start-server.ts'
import { type EmbeddedPostgres, supervise } from './supervise.ts'

export type { EmbeddedPostgres } from './supervise.ts'

type Options = { folder: string; superuserPassword: string; log: Log }

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
    const server = { dataFolder, socketFolder, binaries, user, superuserPassword, log }
    return supervise({ server, child: await startWithRetry(server), release })
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

function makeSocketFolder(folder: string, user: RunAs): string {
  let socketFolder = join(folder, 'socket')
  if (Buffer.byteLength(join(socketFolder, `.s.PGSQL.${PORT}`)) > SOCKET_PATH_LIMIT)
    socketFolder = mkdtempSync(join(tmpdir(), 'mainstay-db-'))
  mkdirSync(socketFolder, { recursive: true, mode: 0o700 })
  chmodSync(socketFolder, 0o700)
  giveTo(socketFolder, user)
  return socketFolder
}

function run(
  command: string,
  args: string[],
  binaries: PostgresBinaries,
  user: RunAs,
  cwd: string,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], env: databaseEnvironment(binaries), cwd, ...user })
    let output = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-8000)
    })
    child.once('error', (error) => resolve({ code: -1, output: error.message }))
    child.once('close', (code) => resolve({ code, output }))
  })
}
