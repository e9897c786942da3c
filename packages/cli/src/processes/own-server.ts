/** A server that a command starts for itself, with a signing key of its own in the data folder. */
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeFolder } from '@mainstay/server/make-folder'
import type { Io } from '../io.ts'
import { openSigner } from '../signer/open-signer.ts'
import type { Folders } from './folders.ts'
import { type ServerProcess, startServer } from './server-process.ts'
import { prepareServerFolder, serverUser } from './server-user.ts'

export function newDataFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  // The server runs as another user and must be able to pass through.
  chmodSync(folder, 0o711)
  return folder
}

/** On a free port, with nothing but errors in its log. */
export async function startQuietServer(io: Io, folders: Folders, configDir: string): Promise<ServerProcess> {
  const user = serverUser()
  makeFolder(folders.root, 0o711)
  prepareServerFolder(folders.server, user)
  const key = await openSigner({ configDir, serverUrl: 'http://127.0.0.1' }).ensureOwnerKey()
  const quiet: Io = { ...io, env: { ...io.env, MAINSTAY_LOG_LEVEL: io.env['MAINSTAY_LOG_LEVEL'] ?? 'error' } }
  return startServer(
    { dataFolder: folders.server, port: 0, owner: { publicKey: key.publicKey, name: key.name, onServerMachine: true } },
    quiet,
    user,
  )
}
