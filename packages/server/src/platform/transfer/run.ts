/** Export and import as a command asks for them: finds the database of a data folder, running or not, and the master key. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { TransferSummary } from '@mainstay/contract/transfer'
import { AppError } from '@mainstay/kernel'
import type { Environment } from '../config/index.ts'
import { embeddedDataFolders, type ReachedDatabase, reachDatabase, runningDatabase } from '../database/index.ts'
import type { Log } from '../log/index.ts'
import { loadOrCreateMasterKey, type MasterKey } from '../secrets/master-key.ts'
import { exportTo } from './export.ts'
import { importFrom, openExport, refuseOtherKey } from './import.ts'

type Place = { dataFolder: string; environment: Environment; log: Log }

export type ExportAsked = Place & { folder: string; clientId: string | null; now: Date }

/** The server may run meanwhile. */
export async function runExport({ dataFolder, environment, log, folder, clientId, now }: ExportAsked): Promise<TransferSummary> {
  const keyFile = keyFileOf(dataFolder, environment)
  if (!existsSync(keyFile)) throw new AppError('transfer.nothing-here', { path: dataFolder })
  const masterKey = loadOrCreateMasterKey(keyFile)
  const reached = await openForExport({ dataFolder, environment, log }, masterKey)
  try {
    return await exportTo({
      reached,
      masterKey,
      folder: resolve(folder),
      clientId,
      repositoriesFolder: join(dataFolder, 'repositories'),
      now,
    })
  } finally {
    await reached.stop()
  }
}

async function openForExport({ dataFolder, environment, log }: Place, masterKey: MasterKey): Promise<ReachedDatabase> {
  const databaseUrl = environment.MAINSTAY_DATABASE_URL
  if (databaseUrl === undefined) {
    const running = runningDatabase(dataFolder, masterKey)
    if (running !== null) return running
    if (embeddedDataFolders(join(dataFolder, 'database')).length === 0) throw new AppError('transfer.nothing-here', { path: dataFolder })
  }
  return reachDatabase({ dataFolder, databaseUrl, masterKey, log })
}

export type ImportAsked = Place & { folder: string }

/** The server must not run. Nothing is made before the whole export was read and found sound. */
export async function runImport({ dataFolder, environment, log, folder }: ImportAsked): Promise<TransferSummary> {
  const found = await openExport(resolve(folder))
  const keyFile = keyFileOf(dataFolder, environment)
  if (!existsSync(keyFile)) throw new AppError('transfer.no-key', { path: keyFile })
  const masterKey = loadOrCreateMasterKey(keyFile)
  refuseOtherKey(found, masterKey, keyFile)
  const databaseUrl = environment.MAINSTAY_DATABASE_URL
  const reached = await reachDatabase({ dataFolder, databaseUrl, masterKey, log })
  try {
    return await importFrom(found, reached, masterKey, databaseUrl === undefined ? dataFolder : `the database ${reached.admin.database}`)
  } finally {
    await reached.stop()
  }
}

function keyFileOf(dataFolder: string, environment: Environment): string {
  return environment.MAINSTAY_MASTER_KEY_FILE ?? join(dataFolder, 'master.key')
}
