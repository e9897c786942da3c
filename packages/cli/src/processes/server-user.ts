/** Under whom the server runs: started by root it becomes the system user `mainstay`, so that it cannot read root's signing key. */
import { accessSync, chmodSync, chownSync, constants, existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '@mainstay/kernel'
import { makeFolder, NOT_WRITABLE } from '@mainstay/server/make-folder'

export type User = { uid: number; gid: number }

/** Null when this process is not root. */
export function serverUser(): User | null {
  if (process.getuid?.() !== 0) return null
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name === 'mainstay') return { uid: Number(uid), gid: Number(gid) }
  }
  throw new AppError('cli.no-server-user')
}

/** Makes the server's folder and gives it, with all in it, to the user; everything above must let that user through. */
export function prepareServerFolder(folder: string, user: User | null): void {
  makeFolder(folder, user === null ? 0o700 : 0o711)
  try {
    accessSync(folder, constants.W_OK)
  } catch (cause) {
    throw new AppError('platform.data-folder', { path: folder, detail: NOT_WRITABLE }, { cause })
  }
  if (user === null) return
  giveTree(folder, user)
  chmodSync(folder, 0o700)
  const root = dirname(folder)
  // The data folder itself is ours to open for passing through; what lies above is not.
  if ((statSync(root).mode & 0o001) === 0) chmodSync(root, (statSync(root).mode & 0o7777) | 0o011)
  refuseClosedParent(dirname(root))
}

/** Links are not followed: what they point to is not ours to give away. */
function giveTree(path: string, user: User): void {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  if (stat.uid !== user.uid) chownSync(path, user.uid, user.gid)
  // A folder that already is the server's holds the server's things: a large repository is not walked at each start.
  else return
  if (stat.isDirectory()) for (const name of readdirSync(path)) giveTree(join(path, name), user)
}

function refuseClosedParent(path: string): void {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) {
      throw new AppError('platform.data-folder', {
        path,
        detail: `the server's user cannot pass through ${folder}. Give a folder elsewhere with --data, e.g. /var/lib/mainstay.`,
      })
    }
    if (folder === dirname(folder)) return
  }
}
