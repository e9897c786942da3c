/** A first start that fails leaves no folders behind: what it made, and nothing of an installation lies in, goes with it. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Folders } from './folders.ts'

/** `fresh`: the data folder was not there before. */
export async function firstStart<T>(folders: Folders, fresh: boolean, start: () => Promise<T>): Promise<T> {
  try {
    return await start()
  } catch (error) {
    if (fresh && !holdsAnInstallation(folders)) rmSync(folders.root, { recursive: true, force: true })
    throw error
  }
}

/** A key, once made, may be the only one of a database elsewhere; everything else that a failed start makes can be made again. */
function holdsAnInstallation({ server, agent }: Folders): boolean {
  return existsSync(join(server, 'master.key')) || has(join(server, 'database')) || has(join(server, 'repositories')) || has(agent)
}

function has(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0
}
