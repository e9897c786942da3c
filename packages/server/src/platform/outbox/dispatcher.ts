/** Hands the outbox's events to those who subscribed: each becomes a job of its own, so that one subscriber's trouble is not another's. */
import type { Id } from '@mainstay/kernel'
import type pg from 'pg'
import { z } from 'zod'
import type { Log } from '../log/index.ts'
import { type AnyJob, defineJob, type Jobs } from '../jobs/index.ts'

export type DeliveredEvent = { id: string; topic: string; clientId: Id; payload: Record<string, unknown>; at: string }

export type Subscription = { topic: string; subscriber: string; handle(event: DeliveredEvent): Promise<void> }

const EventSchema = z.object({
  id: z.string(),
  topic: z.string(),
  clientId: z.string(),
  payload: z.record(z.string(), z.unknown()),
  at: z.string(),
})

const jobName = (s: Subscription): string => `event.${s.topic}.${s.subscriber}`

/** The jobs that carry events to subscribers; they start with all others. A handler may see an event twice and must not mind. */
export function subscriptionJobs(subscriptions: readonly Subscription[]): AnyJob[] {
  return subscriptions.map((s) => defineJob({ name: jobName(s), payload: EventSchema, retries: 20, run: (event) => s.handle(event) }))
}

export type Dispatcher = { wake(): void; stop(): Promise<void> }

/** Polls every two seconds and when woken. Events leave the outbox after their jobs were made; in doubt they are made twice, never lost. */
export function startDispatcher(o: { pool: pg.Pool; jobs: Jobs; subscriptions: readonly Subscription[]; log: Log }): Dispatcher {
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  const turn = (): void => {
    if (stopped) return
    running = running.then(() => drain(o)).catch((error) => o.log.warn({ err: error }, 'the outbox could not be read, trying again'))
  }
  const timer = setInterval(turn, 2000)
  turn()
  return {
    wake: turn,
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}

async function drain(o: { pool: pg.Pool; jobs: Jobs; subscriptions: readonly Subscription[] }): Promise<void> {
  for (;;) {
    const client = await o.pool.connect()
    try {
      await client.query('begin')
      const { rows } = await client.query<{ id: string; client_id: string; topic: string; payload: Record<string, unknown>; at: Date }>(
        'select * from outbox_event order by id limit 100 for update skip locked',
      )
      for (const row of rows) {
        const event: DeliveredEvent = {
          id: row.id,
          topic: row.topic,
          clientId: row.client_id,
          payload: row.payload,
          at: row.at.toISOString(),
        }
        for (const s of o.subscriptions) if (s.topic === row.topic) await o.jobs.send(jobName(s), event, { key: row.id })
      }
      if (rows.length > 0) await client.query('delete from outbox_event where id = any($1)', [rows.map((r) => r.id)])
      await client.query('commit')
      if (rows.length < 100) return
    } catch (error) {
      await client.query('rollback').catch(() => {})
      throw error
    } finally {
      client.release()
    }
  }
}
