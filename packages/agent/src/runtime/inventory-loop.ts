/** Has the inventory taken and sent: soon after the start, then every hour if anything changed, and daily. */
import type { RunJob } from './jobs.ts'
import type { Log } from './log.ts'
import { pause } from './pause.ts'
import type { Session } from './session.ts'

export type InventoryLoop = { start(): void; stop(): Promise<void> }

/** After the first payload, which comes first. */
const FIRST_AFTER_MS = 3000
const EVERY_MS = 3_600_000
const AGAIN_AFTER_MS = 60_000
const LIMIT_MS = 120_000

export function createInventoryLoop(deps: { session: Session; runJob: RunJob; data: string; server: string; log: Log }): InventoryLoop {
  const { session, runJob, data, server, log } = deps
  const stopping = new AbortController()
  let running: Promise<void> | null = null

  async function run(): Promise<void> {
    await pause(FIRST_AFTER_MS, stopping.signal)
    while (!stopping.signal.aborted) await pause(await once(), stopping.signal)
  }

  /** How long until the next. Each hour shifts by up to a tenth, so that a fleet does not report in step. */
  async function once(): Promise<number> {
    const token = await session.token()
    if (token === null || stopping.signal.aborted) return AGAIN_AFTER_MS
    const end = await runJob('inventory', { data, server, token }, { signal: stopping.signal, timeoutMs: LIMIT_MS })
    if (stopping.signal.aborted) return 0
    const reason = end.ok ? reasonIn(end.output) : end.reason
    if (reason === null) return EVERY_MS * (1 + Math.random() / 10)
    log.warn('the inventory could not be sent', { reason })
    return AGAIN_AFTER_MS
  }

  return {
    start() {
      running ??= run()
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

function reasonIn(output: unknown): string | null {
  return typeof output === 'object' && output !== null && 'reason' in output && typeof output.reason === 'string' ? output.reason : null
}
