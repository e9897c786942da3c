/** Where everything lies in the agent's data folder. */
import { join } from 'node:path'

export function filesIn(data: string) {
  return {
    identity: join(data, 'identity.json'),
    /** A certificate authority beside the system's, in PEM. */
    authority: join(data, 'ca.pem'),
    /** The key pair of an enrolment whose answer has not come yet: a retry must bring the same key. */
    enrolling: join(data, 'enrolling.json'),
    policy: join(data, 'policy.json'),
    /** Authority log, last envelope, nonces seen. */
    trust: join(data, 'trust.json'),
    schedule: join(data, 'schedule.json'),
    inventory: join(data, 'inventory.json'),
    lock: join(data, 'agent.lock'),
    queue: join(data, 'queue'),
    results: join(data, 'results'),
    resticCache: join(data, 'restic-cache'),
    /** Copies of databases and notes of streams while a backup runs. */
    backupWork: join(data, 'backup-work'),
  }
}

export type Files = ReturnType<typeof filesIn>

/** `/var/lib/mainstay-agent` for root, else the user's own state folder (XDG base directories). */
export function defaultDataFolder(env: Record<string, string | undefined>, uid: number | undefined): string {
  if (process.platform === 'win32') return join(env.ProgramData ?? 'C:\\ProgramData', 'Mainstay Agent')
  if (uid === 0) return process.platform === 'darwin' ? '/Library/Application Support/Mainstay Agent' : '/var/lib/mainstay-agent'
  return join(env.XDG_STATE_HOME ?? join(env.HOME ?? '.', '.local', 'state'), 'mainstay-agent')
}
