/** Watches a running PostgreSQL: starts it again when it ends by itself, and stops it in the end. */
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@mainstay/kernel'
import { stopPostmaster } from './postmaster.ts'
import { PORT, type Start, startWithRetry, SUPERUSER } from './start-server.ts'

export type EmbeddedPostgres = {
  /** For `pg`: the folder of the Unix socket as host. */
  host: string
  port: number
  superuser: string
  version: string
  /** Of the present server process. */
  pid(): number
  /** Resolves when it ended by itself and does not come back. */
  died: Promise<string>
  stop(): Promise<void>
}

/** Ends within this time that come so often have a reason that another start does not mend. */
const ENDS_MS = 300_000
const ENDS_TAKEN = 5
const FULL_DISK_MS = 2000

/** While it is away every query fails with `platform.database-unavailable`; the pools connect anew by themselves. */
export function supervise({
  server,
  child: first,
  release,
}: {
  server: Start
  child: ChildProcess
  release: () => Promise<void>
}): EmbeddedPostgres {
  let child = first
  let stopping = false
  let lost: (reason: string) => void = () => {}
  const died = new Promise<string>((resolve) => (lost = resolve))
  const ends: number[] = []
  let restarting: Promise<void> = Promise.resolve()

  function watch(): void {
    child.once('exit', (code, signal) => {
      if (!stopping) restarting = comeBack(`code ${code}, signal ${signal}`)
    })
  }

  async function comeBack(how: string): Promise<void> {
    const now = Date.now()
    ends.push(now)
    if (ends.filter((at) => at > now - ENDS_MS).length > ENDS_TAKEN) return lost(`the database keeps ending (${how})`)
    server.log.error({ how }, 'the database ended by itself, starting it again')
    for (let told = false; !stopping; told = true) {
      try {
        child = await startWithRetry(server)
        watch()
        server.log.info({ ms: Date.now() - now }, 'the database is back')
        return
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'platform.disk-full'))
          return lost(`the database ended (${how}) and does not start again: ${error instanceof Error ? error.message : String(error)}`)
        if (!told) server.log.error({ err: error }, 'the disk of the database is full: it starts again when there is room')
        await sleep(FULL_DISK_MS)
      }
    }
  }

  watch()
  return {
    host: server.socketFolder,
    port: PORT,
    superuser: SUPERUSER,
    version: server.binaries.version,
    pid: () => child.pid ?? 0,
    died,
    stop: async () => {
      stopping = true
      await restarting
      if (child.exitCode === null && child.signalCode === null && child.pid) {
        const exited = new Promise((resolve) => child.once('exit', resolve))
        await stopPostmaster(server.dataFolder, child.pid)
        await exited
      }
      await release()
    },
  }
}
