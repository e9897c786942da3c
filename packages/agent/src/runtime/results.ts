/** Results on their way to the server: files, written by the jobs, removed when the server has acknowledged them. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { AgentResult } from '@mainstay/contract/agent'
import { writeAtomic } from './atomic-file.ts'
import type { Backoff } from './backoff.ts'
import type { Log } from './log.ts'
import type { Session } from './session.ts'

/** Beyond this many the oldest go: a server that is away for months must not fill the disk. */
const MOST_RESULTS = 2000

/** Writes a result so that it survives a crash. `name` sorts by time and is unique. */
export function keepResult(folder: string, name: string, result: AgentResult): void {
  writeAtomic(join(folder, `${name}.json`), JSON.stringify(result))
}

/** Sorts by time; `what` makes it unique among those of one millisecond. */
export function resultName(at: Date, what: string): string {
  return `${String(at.getTime()).padStart(13, '0')}-${what}`
}

export type ResultsLoop = { kick(): void; stop(): Promise<void> }

/** Sends what lies there, in order, one at a time: a manifest may be large. `kick` says that there may be something new. */
export function createResultsLoop(deps: { folder: string; session: Session; backoff: Backoff; log: Log }): ResultsLoop {
  const { folder, session, backoff, log } = deps
  const stopping = new AbortController()
  let turn: Promise<void> | null = null
  let again = false
  let timer: NodeJS.Timeout | null = null
  mkdirSync(join(folder, 'rejected'), { recursive: true, mode: 0o700 })

  function kick(): void {
    if (stopping.signal.aborted) return
    again = true
    turn ??= sendAll().finally(() => {
      turn = null
    })
  }

  async function sendAll(): Promise<void> {
    while (again) {
      again = false
      const names = readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort()
      for (const name of names.splice(0, names.length - MOST_RESULTS)) rmSync(join(folder, name), { force: true })
      for (const name of names) if (!(await send(name))) return
    }
  }

  /** False when the server is away. */
  async function send(name: string): Promise<boolean> {
    const path = join(folder, name)
    const body = `{"v":1,"results":[${readFileSync(path, 'utf8')}]}`
    const answer = await session.call({ path: '/agent/v1/results', body, signal: stopping.signal })
    if (stopping.signal.aborted) return false
    if (answer.kind === 'away') {
      const waitMs = backoff.failed(answer.retryAfterMs)
      timer = setTimeout(kick, waitMs)
      log.warn('results wait for the server', { reason: answer.reason, waitMs })
      return false
    }
    backoff.succeeded()
    if (answer.kind === 'ok') rmSync(path, { force: true })
    else {
      log.warn('the server refused a result; it is set aside', { status: answer.status, code: answer.code, file: name })
      renameSync(path, join(folder, 'rejected', name))
    }
    return true
  }

  return {
    kick,
    async stop() {
      stopping.abort()
      if (timer !== null) clearTimeout(timer)
      await turn
    },
  }
}
