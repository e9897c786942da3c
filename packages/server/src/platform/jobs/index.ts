/** Background work: pg-boss in the schema `pgboss`, under a role that sees no tenant's row. A job takes the scope of its payload. */
import pg from 'pg'
import { PgBoss, type Queue } from 'pg-boss'
import type { z } from 'zod'
import type { Log } from '../log/index.ts'

export type JobDefinition<T> = {
  name: string
  payload: z.ZodType<T>
  /** Runs once for each job; throwing makes it tried again, up to `retries`. `signal` aborts on shutdown. */
  run(payload: T, context: { signal: AbortSignal; jobId: string }): Promise<void>
  retries?: number
  /** Seconds after which a job that did not end counts as failed (default 900). */
  expireSeconds?: number
  /** A running job whose instance was not heard for so long is given to another (default 30, at least 10). */
  heartbeatSeconds?: number
  /** How many at once in this instance (default 1). */
  concurrency?: number
  /** Cron in UTC: the job runs with `scheduledPayload`. */
  cron?: string
  scheduledPayload?: T
}

/** A job of any payload; the payload is parsed before `run` sees it. */
export type AnyJob = Omit<JobDefinition<never>, 'payload' | 'run' | 'scheduledPayload'> & {
  scheduledPayload: object | null
  runParsed(payload: unknown, context: { signal: AbortSignal; jobId: string }): Promise<void>
}

export function defineJob<T extends object>(job: JobDefinition<T>): AnyJob {
  const { payload, run, scheduledPayload, ...rest } = job
  return { ...rest, scheduledPayload: scheduledPayload ?? null, runParsed: (data, context) => run(payload.parse(data), context) }
}

export type Jobs = {
  /** `key`: while a job of this key waits or runs, another is not added. */
  send(name: string, payload: object, options?: { key?: string; startAfterSeconds?: number }): Promise<void>
  start(jobs: readonly AnyJob[], options: { work: boolean }): Promise<void>
  stop(): Promise<void>
}

/** How often the instances look for jobs whose instance died. */
const SUPERVISE_SECONDS = 10

export function createJobs({ pool, log }: { pool: pg.Pool; log: Log }): Jobs {
  const boss = new PgBoss({
    db: { executeSql: async (text, values) => pool.query(text, values as unknown[]) },
    schema: 'pgboss',
    createSchema: false,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
  })
  let toldAt = 0
  boss.on('error', (error) => {
    // Every queue asks every second: while the database is away, each would say so.
    if (Date.now() - toldAt < 10_000) return
    toldAt = Date.now()
    log.warn({ err: error }, 'the job queue met an error')
  })
  const stopping = new AbortController()
  return {
    send: async (name, payload, options) => {
      await boss.send(name, payload, {
        ...(options?.key ? { singletonKey: options.key } : {}),
        ...(options?.startAfterSeconds ? { startAfter: options.startAfterSeconds } : {}),
      })
    },
    start: async (jobs, { work }) => {
      await boss.start()
      for (const job of jobs) await prepare(boss, job)
      if (work) for (const job of jobs) await attend(boss, job, stopping.signal, log)
    },
    stop: async () => {
      stopping.abort()
      await boss.stop({ graceful: true, timeout: 10_000 })
    },
  }
}

/** Makes the tables of the queue where they are missing, and works on none of its jobs. */
export async function installQueue(connection: pg.PoolConfig): Promise<void> {
  const pool = new pg.Pool({ ...connection, max: 1 })
  pool.on('error', () => {})
  const boss = new PgBoss({
    db: { executeSql: async (text, values) => pool.query(text, values as unknown[]) },
    schema: 'pgboss',
    createSchema: false,
    supervise: false,
    schedule: false,
  })
  boss.on('error', () => {})
  try {
    await boss.start()
    await boss.stop({ graceful: false })
  } finally {
    await pool.end()
  }
}

async function prepare(boss: PgBoss, job: AnyJob): Promise<void> {
  const queue: Omit<Queue, 'name'> = {
    policy: 'short',
    retryLimit: job.retries ?? 2,
    retryDelay: 5,
    retryBackoff: true,
    expireInSeconds: job.expireSeconds ?? 900,
    heartbeatSeconds: job.heartbeatSeconds ?? 30,
  }
  await boss.createQueue(job.name, queue)
  if (job.cron) await boss.schedule(job.name, job.cron, job.scheduledPayload, { tz: 'UTC' })
}

async function attend(boss: PgBoss, job: AnyJob, signal: AbortSignal, log: Log): Promise<void> {
  for (let n = 0; n < (job.concurrency ?? 1); n++) {
    await boss.work<object>(job.name, { pollingIntervalSeconds: 1, batchSize: 1 }, async ([one]) => {
      if (!one) return
      const started = Date.now()
      try {
        await job.runParsed(one.data, { signal, jobId: one.id })
        log.debug({ job: job.name, ms: Date.now() - started }, 'job done')
      } catch (error) {
        log.error({ err: error, job: job.name, jobId: one.id }, 'job failed')
        throw error
      }
    })
  }
}
