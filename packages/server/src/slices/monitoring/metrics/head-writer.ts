/** Group commit: what many requests bring within a few milliseconds becomes one row and one flush to disk; each waits for it. */
import { AppError } from '@mainstay/kernel'
import type pg from 'pg'
import { databaseTrouble } from '../../../platform/database/index.ts'

export type HeadPosition = { seq: number; offset: number; length: number }

export type HeadWriter = {
  /** Resolves when the record is durable. Rejects when it is not known to be. */
  append(record: Buffer): Promise<HeadPosition>
  /** Waits for what was begun. */
  drain(): Promise<void>
}

/** Long enough to gather, short enough for nobody to notice. */
const GATHER_MS = 4
/** A row of about 10,000 samples (design 2): some 120 kB. */
const FULL_BYTES = 128 * 1024
/** Rows on their way at once: while one is being flushed the next gathers. */
const IN_FLIGHT = 2
/** What waits beyond this is refused, so that agents keep it on their disks and not we in memory. */
const MOST_WAITING_BYTES = 64 * 2 ** 20
export const INSERT_TIMEOUT_MS = 10_000
export const HOUR_MS = 3_600_000
export const HEAD_SLOTS = 8

type Group = { records: Buffer[]; bytes: number; done: Promise<number>; resolve(seq: number): void; reject(error: unknown): void }

export function createHeadWriter({ pool, now }: { pool: pg.Pool; now: () => number }): HeadWriter {
  const waiting: Group[] = []
  let waitingBytes = 0
  let inFlight = 0
  let timer: NodeJS.Timeout | null = null
  const running = new Set<Promise<void>>()

  function groupFor(bytes: number): Group {
    const last = waiting.at(-1)
    if (last !== undefined && last.bytes + bytes <= 2 * FULL_BYTES) return last
    const { promise: done, resolve, reject } = Promise.withResolvers<number>()
    const group = { records: [], bytes: 0, done, resolve, reject }
    waiting.push(group)
    return group
  }

  function pump(force: boolean): void {
    while (inFlight < IN_FLIGHT) {
      const [first] = waiting
      if (first === undefined || (!force && first.bytes < FULL_BYTES)) break
      waiting.shift()
      waitingBytes -= first.bytes
      inFlight++
      const work = write(first).finally(() => {
        inFlight--
        running.delete(work)
        pump(true)
      })
      running.add(work)
    }
    if (waiting.length > 0 && timer === null) {
      timer = setTimeout(() => {
        timer = null
        pump(true)
      }, GATHER_MS)
    }
  }

  async function write(group: Group): Promise<void> {
    const hour = Math.floor(now() / HOUR_MS)
    try {
      const { rows } = await pool.query<{ seq: string }>(insertOf(hour, Buffer.concat(group.records, group.bytes)))
      group.resolve(Number(rows[0]?.seq))
    } catch (error) {
      group.reject(databaseTrouble(error) ?? error)
    }
  }

  return {
    append: async (record) => {
      if (waitingBytes > MOST_WAITING_BYTES) throw new AppError('monitoring.busy')
      const group = groupFor(record.length)
      const offset = group.bytes
      group.records.push(record)
      group.bytes += record.length
      waitingBytes += record.length
      pump(false)
      return { seq: await group.done, offset, length: record.length }
    },
    drain: async () => {
      pump(true)
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}

/** `query_timeout` is understood by the driver, though its types do not say so. */
function insertOf(hour: number, blob: Buffer): pg.QueryConfig & { query_timeout: number } {
  return {
    name: 'monitoring-head-insert',
    text: 'insert into monitoring_head (slot, hour, blob) values ($1, $2, $3) returning seq',
    values: [hour % HEAD_SLOTS, hour, blob],
    query_timeout: INSERT_TIMEOUT_MS,
  }
}
