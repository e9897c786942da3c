/** Where an installation on one machine keeps its things: the server's and the agent's apart, each with its own owner. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { usage } from '../outcome.ts'

export type Folders = {
  root: string
  /** The server's: database, master key, repositories. */
  server: string
  /** The local agent's: identity, policy, queue. */
  agent: string
}

/** `--data`, else MAINSTAY_DATA_DIR, else `/var/lib/mainstay` for root and `~/.local/share/mainstay` for others. */
export function foldersOf(data: string | undefined, env: Readonly<Record<string, string | undefined>>): Folders {
  const standard =
    process.getuid?.() === 0 ? '/var/lib/mainstay' : join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'mainstay')
  // It would be the folder that one happens to stand in.
  if (data?.trim() === '') throw usage('--data is empty: name a folder, or leave it out.')
  const given = data ?? (env['MAINSTAY_DATA_DIR'] || standard)
  const root = resolve(given)
  return { root, server: join(root, 'server'), agent: join(root, 'agent') }
}
