/** Reads the head as other instances write it, and once at the start as an earlier run left it. */
import type pg from 'pg'
import type { Log } from '../../../platform/log/index.ts'
import type { Batch } from '../ports.ts'
import { decodeRecord, recordsIn } from './head-record.ts'
import { HEAD_SLOTS, INSERT_TIMEOUT_MS } from './head-writer.ts'
import type { RecentIndex } from './recent-index.ts'

export type HeadFollower = {
  start(onKept: (batch: Batch) => void): void
  /** Resolves when what an earlier run left is read. */
  caughtUp(): Promise<void>
  /** A row of our own: its batches are known already. False when it was read here in the meantime. */
  own(seq: number): boolean
  stop(): Promise<void>
}

const POLL_MS = 1000
const ROWS_A_TIME = 40
/** A row may become visible after a later one did, but not later than its insert may take. */
const SETTLED_MS = INSERT_TIMEOUT_MS + 5000
/** More rows than all instances together can have on their way. */
const UNSETTLED_ROWS = 64
const FORGET_EVERY_MS = 60_000

type Row = { seq: string; blob: Buffer }

export function createHeadFollower({ pool, recent, log }: { pool: pg.Pool; recent: RecentIndex; log: Log }): HeadFollower {
  let tell: (batch: Batch) => void = () => {}
  let settled = 0
  /** Rows above `settled` that are known, when, and whether they were read here or written here. */
  const seen = new Map<number, { at: number; read: boolean }>()
  let stopped = false
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> = Promise.resolve()
  let forgotAt = 0
  let backlog: Promise<void> = Promise.resolve()

  function take({ seq, blob }: Row): void {
    for (const record of recordsIn(blob)) {
      recent.add(record.deviceId, { seq: Number(seq), offset: record.start, length: record.length })
      tell(decodeRecord(blob, record))
    }
  }

  /** Newest first: what is shown as latest should be right soonest. */
  async function readBacklog(newest: number): Promise<void> {
    let before = newest + 1
    while (!stopped) {
      const { rows } = await pool.query<Row>('select seq, blob from monitoring_head where seq < $1 order by seq desc limit $2', [
        before,
        ROWS_A_TIME,
      ])
      for (const row of rows) {
        before = Number(row.seq)
        if (!seen.has(before)) take(row)
        if (before > settled) seen.set(before, { at: Date.now(), read: true })
        await new Promise(setImmediate)
      }
      if (rows.length < ROWS_A_TIME) return
    }
  }

  async function poll(): Promise<void> {
    const now = Date.now()
    for (const [seq, { at }] of seen) {
      if (now - at < SETTLED_MS) continue
      settled = Math.max(settled, seq)
      seen.delete(seq)
    }
    for (;;) {
      const { rows } = await pool.query<Row>({
        name: 'monitoring-head-follow',
        text: 'select seq, blob from monitoring_head where seq > $1 and seq <> all ($2::bigint[]) order by seq limit $3',
        values: [settled, [...seen.keys()], ROWS_A_TIME],
      })
      for (const row of rows) {
        if (seen.has(Number(row.seq))) continue
        seen.set(Number(row.seq), { at: now, read: true })
        take(row)
      }
      if (rows.length < ROWS_A_TIME || stopped) break
    }
    if (now - forgotAt < FORGET_EVERY_MS) return
    forgotAt = now
    const { rows } = await pool.query<{ oldest: string | null }>(
      'select min(first) as oldest from (select (select min(seq) from monitoring_head where slot = s) as first from generate_series(0, $1) s) firsts',
      [HEAD_SLOTS - 1],
    )
    recent.forgetBefore(rows[0]?.oldest == null ? settled : Number(rows[0].oldest))
  }

  function schedule(): void {
    if (stopped) return
    timer = setTimeout(() => {
      running = poll()
        .catch((error: unknown) => log.warn({ err: error }, 'the head could not be followed, trying again'))
        .finally(schedule)
    }, POLL_MS)
  }

  async function begin(): Promise<void> {
    const { rows } = await pool.query<{ newest: string | null }>('select max(seq) as newest from monitoring_head')
    const newest = Number(rows[0]?.newest ?? 0)
    // Another instance may be about to commit rows with smaller numbers than the newest.
    settled = Math.max(0, newest - UNSETTLED_ROWS)
    schedule()
    if (newest > 0) await readBacklog(newest)
  }

  return {
    start: (onKept) => {
      tell = onKept
      backlog = begin()
      backlog.catch((error: unknown) => log.error({ err: error }, 'the head of an earlier run could not be read'))
    },
    caughtUp: () => backlog,
    own: (seq) => {
      const known = seen.get(seq)
      if (known === undefined) seen.set(seq, { at: Date.now(), read: false })
      return known?.read !== true
    },
    stop: async () => {
      stopped = true
      if (timer !== null) clearTimeout(timer)
      await running
      await backlog.catch(() => {})
    },
  }
}
