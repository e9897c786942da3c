/** Under whom PostgreSQL runs: it refuses root, so a process of root hands it to the system user `mainstay`. */
import { chownSync, readFileSync } from 'node:fs'
import { AppError } from '@mainstay/kernel'

export type RunAs = { uid: number; gid: number } | null

const USER = 'mainstay'

/** Null when this process is not root: its children are itself. */
export function databaseUser(): RunAs {
  if (process.getuid?.() !== 0) return null
  const user = systemUser(USER)
  if (user === null) {
    throw new AppError('platform.config', {
      detail: `PostgreSQL does not run as root and there is no user ${USER}. Run: useradd --system --no-create-home --shell /usr/sbin/nologin ${USER}`,
    })
  }
  return user
}

export function systemUser(name: string): { uid: number; gid: number } | null {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [user, , uid, gid] = line.split(':')
    if (user === name) return { uid: Number(uid), gid: Number(gid) }
  }
  return null
}

export function giveTo(path: string, user: RunAs): void {
  if (user !== null) chownSync(path, user.uid, user.gid)
}
