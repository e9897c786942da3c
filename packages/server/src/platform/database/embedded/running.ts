/** Finds the embedded PostgreSQL that another process runs on a folder: what its `postmaster.pid` says, if that process lives. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { livePostmaster } from './postmaster.ts'
import { SUPERUSER } from './start-server.ts'
import type { EmbeddedPostgres } from './supervise.ts'

export type EmbeddedAddress = Pick<EmbeddedPostgres, 'host' | 'port' | 'superuser'>

/** `folder` as `startEmbeddedPostgres` takes it. */
export function runningEmbedded(folder: string): EmbeddedAddress | null {
  for (const name of embeddedDataFolders(folder)) {
    const dataFolder = join(folder, name)
    if (livePostmaster(dataFolder) === null) continue
    // Lines: pid, data folder, start time, port, socket folder, listen address, shared memory, status.
    const [, , , port = '', host = ''] = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n')
    return { host, port: Number(port), superuser: SUPERUSER }
  }
  return null
}

/** `data-18` and the like; empty where there is no database yet. */
export function embeddedDataFolders(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^data-\d+$/.test(name))
  } catch {
    return []
  }
}
