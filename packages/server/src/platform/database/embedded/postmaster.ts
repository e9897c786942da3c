/** What a data folder says of its running server: reads `postmaster.pid` and stops a server that an earlier, killed process left behind. */
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Stops the database that a killed server left in its folder (`…/server`); `keep: false`: its data is thrown away, so nothing is written any more. False where there is none. */
export async function stopLeftDatabase(serverFolder: string, { keep = true }: { keep?: boolean } = {}): Promise<boolean> {
  const folder = join(serverFolder, 'database')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^data-\d+$/.test(name)) : []
  for (const name of names) {
    const pid = livePostmaster(join(folder, name))
    if (pid === null) continue
    await stopPostmaster(join(folder, name), pid, keep ? STOPS : STOPS.slice(1))
    return true
  }
  return false
}

/** The live postmaster of this data folder, or null. A recycled pid of another program is not taken for it. */
export function livePostmaster(dataFolder: string): number | null {
  let pid: number
  try {
    pid = Number(readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n', 1)[0])
  } catch {
    return null
  }
  if (!Number.isInteger(pid) || pid <= 1) return null
  return isPostgresOf(pid, dataFolder) ? pid : null
}

type Stop = readonly ['SIGINT' | 'SIGQUIT' | 'SIGKILL', seconds: number]
const STOPS: readonly Stop[] = [
  ['SIGINT', 20],
  ['SIGQUIT', 10],
  ['SIGKILL', 5],
]

/** Fast shutdown (SIGINT: sessions are ended, a checkpoint is written); after 20 s immediate (SIGQUIT), which recovery mends at the next start. */
export async function stopPostmaster(dataFolder: string, pid: number, stops = STOPS): Promise<void> {
  for (const [signal, seconds] of stops) {
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    for (let waited = 0; waited < seconds * 20; waited++) {
      if (!isPostgresOf(pid, dataFolder)) return
      await sleep(50)
    }
  }
}

/** Ends whatever still works on paths that begin so: an initdb, and the postgres it has started, outlive the server that was killed. */
export async function endWorkOn(prefix: string): Promise<void> {
  for (let n = 0; n < 100; n++) {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && worksOn(name, prefix))
    if (pids.length === 0) return
    for (const pid of pids) {
      try {
        process.kill(Number(pid), 'SIGKILL')
      } catch {
        // It ended by itself, or is not ours to end.
      }
    }
    await sleep(50)
  }
}

/** By its arguments, or by the folder it stands in: the postgres of an initdb is told its own by that alone. */
function worksOn(pid: string, prefix: string): boolean {
  return argumentsOf(pid).some((one) => one.includes(prefix)) || folderOf(pid).startsWith(prefix)
}

function folderOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return ''
  }
}

function argumentsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}

function isPostgresOf(pid: number, dataFolder: string): boolean {
  try {
    if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return false
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dataFolder)
  } catch {
    return false
  }
}
