/** Runs backups by the signed policy, by itself, one at a time, server or no server; the work is done in a child. */
import type { DevicePolicy } from '@mainstay/contract/agent'
import { AppError, newId } from '@mainstay/kernel'
import type { RunJob } from '../runtime/jobs.ts'
import { type Log, reasonOf } from '../runtime/log.ts'
import { keepResult, resultName } from '../runtime/results.ts'
import type { Session } from '../runtime/session.ts'
import { loadHistory, saveHistory } from './history.ts'
import { neverRan } from './result.ts'
import { nextBackupAt } from './schedule.ts'

export type BackupScheduler = {
  /** After a new policy, or an order to run now. */
  changed(order?: 'run-now'): void
  busy(): boolean
  stop(): Promise<void>
}

export type BackupDeps = {
  policy(): DevicePolicy | null
  session: Session
  runJob: RunJob
  files: { data: string; schedule: string; results: string }
  server: string
  log: Log
  /** A result lies ready to be sent. */
  onResult(): void
}

/** Long enough for the first backup of a large server over a slow line. */
const JOB_LIMIT_MS = 48 * 3_600_000
/** setTimeout holds 24.8 days at most; the wait is cut, and looked at again. */
const LONGEST_TIMER_MS = 6 * 3_600_000

export function createBackupScheduler({ policy, session, runJob, files, server, log, onResult }: BackupDeps): BackupScheduler {
  const stopping = new AbortController()
  let history = loadHistory(files.schedule)
  let draw = Math.random()
  let orderedAt = 0
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null

  function schedule(): void {
    const backup = policy()?.backup
    if (backup == null || running !== null || stopping.signal.aborted) return arm(null)
    // An order that failed is tried again at the pace of failures, not in a circle.
    const now = Date.now()
    arm(history.ordered && history.failures === 0 ? now : nextBackupAt(backup.everyMinutes, history, now, draw))
  }

  function arm(dueAt: number | null): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (dueAt === null) return
    const waitMs = Math.max(0, dueAt - Date.now())
    timer = waitMs > LONGEST_TIMER_MS ? setTimeout(() => arm(dueAt), LONGEST_TIMER_MS) : setTimeout(start, waitMs)
  }

  function start(): void {
    const current = policy()
    if (running !== null || current?.backup == null || stopping.signal.aborted) return
    const jobId = newId()
    const started = new Date()
    // Counted as failed until it has succeeded: a machine that goes down in the middle tries again soon.
    remember({ lastStartedAt: started.getTime(), failures: history.failures + 1 })
    running = run(jobId, current)
      .then((outcome) => {
        if (outcome !== 'failed') remember({ failures: 0, ordered: history.ordered && orderedAt > started.getTime() })
        log.info('backup ended', { jobId, outcome, seconds: Math.round((Date.now() - started.getTime()) / 1000) })
      })
      .catch((error: unknown) => {
        if (stopping.signal.aborted) return
        log.warn('the backup could not be run', { jobId, reason: reasonOf(error) })
        const result = neverRan({ jobId, startedAt: started, endedAt: new Date(), policy: current, message: reasonOf(error) })
        keepResult(files.results, resultName(started, 'backup'), result)
      })
      .then(() => {
        draw = Math.random()
        running = null
        if (!stopping.signal.aborted) onResult()
        schedule()
      })
  }

  function remember(change: Partial<typeof history>): void {
    history = { ...history, ...change }
    saveHistory(files.schedule, history)
  }

  /** The job writes its result itself, so that it is not lost if this process goes; here only its outcome comes back. */
  async function run(jobId: string, current: DevicePolicy): Promise<string> {
    log.info('backup starts', { jobId, revision: current.revision })
    const answer = await session.call({ path: '/agent/v1/repository', body: JSON.stringify({ v: 1 }) })
    if (answer.kind !== 'ok') {
      const reason = answer.kind === 'away' ? answer.reason : `the server refused: ${answer.code ?? answer.status}`
      throw new AppError('agent.no-repository', { reason })
    }
    const input = { data: files.data, server, jobId, policy: current, repository: JSON.parse(answer.text) }
    const end = await runJob('backup', input, { signal: stopping.signal, timeoutMs: JOB_LIMIT_MS })
    if (!end.ok) throw new Error(`the backup job failed: ${end.reason}`)
    return outcomeOf(end.output)
  }

  schedule()
  return {
    changed(order) {
      if (order === 'run-now') {
        orderedAt = Date.now()
        remember({ ordered: true })
        if (running === null && policy()?.backup != null) return arm(orderedAt)
      }
      schedule()
    },
    busy: () => running !== null,
    async stop() {
      stopping.abort()
      if (timer !== null) clearTimeout(timer)
      await running
    },
  }
}

function outcomeOf(output: unknown): string {
  return typeof output === 'object' && output !== null && 'outcome' in output && typeof output.outcome === 'string'
    ? output.outcome
    : 'failed'
}
