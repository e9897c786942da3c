/** A start without its master key over an installation that has one: refused before anything is written, since a new key would open nothing of what is there. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@mainstay/kernel'
import { embeddedDataFolders, isSetUp } from '../database/index.ts'

type Place = { keyFile: string; dataFolder: string; databaseUrl: string | undefined }

/** A first start passes: where nothing is, there is no key to miss. */
export async function refuseLostKey({ keyFile, dataFolder, databaseUrl }: Place): Promise<void> {
  if (existsSync(keyFile)) return
  const found = await installation(dataFolder, databaseUrl)
  // Another instance may have made the key, and then the database, while this one looked.
  if (found === null || existsSync(keyFile)) return
  const inFolder = join(dataFolder, 'master.key')
  const hint = existsSync(inFolder) ? ` (there is a key in ${inFolder}: without MAINSTAY_MASTER_KEY_FILE that one is used)` : ''
  throw new AppError('platform.master-key-missing', { path: keyFile, found: `${found}${hint}` })
}

/** What is there in words, or null. */
async function installation(dataFolder: string, databaseUrl: string | undefined): Promise<string | null> {
  if (databaseUrl !== undefined) return (await isSetUp(databaseUrl)) ? 'the database of MAINSTAY_DATABASE_URL' : null
  const [name] = embeddedDataFolders(join(dataFolder, 'database'))
  return name === undefined ? null : join(dataFolder, 'database', name)
}
