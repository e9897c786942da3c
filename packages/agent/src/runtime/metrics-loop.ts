/** Collects on time, and sends when the server is there: what is fresh first, then what waited, oldest first. */
import type { Measurement } from '@mainstay/contract/agent'
import type { Backoff } from './backoff.ts'
import { createGathering, type StoredBatch } from './batch.ts'
import { createJournal, recoverJournals } from './journal.ts'
import { type Log, reasonOf } from './log.ts'
import type { Queue } from './queue.ts'
import type { QueueFile } from './queue-files.ts'
import type { SendBatch } from './send-batch.ts'

export type MetricsLoop = {
  start(): void
  /** After a change of the interval. */
  reschedule(): void
  /** Stops, and puts what is in memory on disk. */
  stop(): Promise<void>
}

export type MetricsLoopDeps = {
  collect(now: Date): Promise<Measurement[]>
  intervalMs(): number
  queue: Queue
  queueFolder: string
  send: SendBatch
  backoff: Backoff
  bootId: string
  log: Log
}

/** So many waiting batches go with each fresh one: a day's backlog drains in minutes, and the server gets no wall of requests. */
const REPLAY_A_TURN = 20
/** What gathers in memory while the server is away goes into a file of the queue at this many points, some minutes' worth. */
const SEAL_AT_POINTS = 5000

export function createMetricsLoop({ collect, intervalMs, queue, queueFolder, send, backoff, bootId, log }: MetricsLoopDeps): MetricsLoop {
  const gathering = createGathering()
  const journal = createJournal(queueFolder, log)
  const stopping = new AbortController()
  let seq = 0
  let due = 0
  let quietUntil = 0
  let collectTimer: NodeJS.Timeout | null = null
  let retryTimer: NodeJS.Timeout | null = null
  let turn: Promise<void> | null = null
  let away = false

  async function recover(): Promise<void> {
    const left = recoverJournals(queueFolder, queue.files())
    for (const collection of left.collections) gathering.add(collection)
    if (left.torn > 0) log.warn('a collection was cut off by a crash and is skipped', { lines: left.torn })
    if (gathering.points() > 0) await seal()
    left.done()
  }

  /** Makes a batch of what gathered; null when there was nothing. */
  async function seal(): Promise<{ batch: StoredBatch; file: QueueFile | null } | null> {
    const { series, points } = gathering.take()
    if (points === 0) return null
    const batch = { bootId, seq, points, series: JSON.stringify(series) }
    seq += 1
    const file = await queue.put(batch)
    journal.clear(batch)
    return { batch, file }
  }

  async function collectNow(): Promise<void> {
    due += intervalMs()
    // After a suspend the missed collections are gone: the next is one interval from now.
    if (due < Date.now()) due = Date.now() + intervalMs()
    collectTimer = setTimeout(() => void collectNow(), due - Date.now())
    try {
      const now = new Date()
      const measurements = [...(await collect(now)), ...selfMeasurements(queue, now.toISOString())]
      gathering.add(measurements)
      if (turn === null && Date.now() >= quietUntil) startTurn()
      else journal.append({ bootId, seq }, measurements)
      if (turn === null && gathering.points() >= SEAL_AT_POINTS) await seal()
    } catch (error) {
      log.warn('a collection failed', { reason: reasonOf(error) })
    }
  }

  function startTurn(): void {
    if (turn !== null || stopping.signal.aborted) return
    turn = sendAll()
      .catch((error: unknown) => log.warn('sending failed', { reason: reasonOf(error) }))
      .finally(() => {
        turn = null
      })
  }

  async function sendAll(): Promise<void> {
    const fresh = await seal()
    if (fresh !== null && !(await deliver(fresh.batch, fresh.file))) return
    for (let n = 0; n < REPLAY_A_TURN && !stopping.signal.aborted; n += 1) {
      const file = queue.files()[0]
      if (file === undefined) return
      const batch = await queue.read(file)
      if (batch !== null && !(await deliver(batch, file))) return
    }
  }

  /** False when the server is away. */
  async function deliver(batch: StoredBatch, file: QueueFile | null): Promise<boolean> {
    const fate = await send(batch, stopping.signal)
    if (fate.kind === 'away') {
      // Without a file there is nowhere to keep it: the disk did not take it either.
      if (file === null) queue.countDropped(batch.points)
      if (stopping.signal.aborted) return false
      const waitMs = backoff.failed(fate.retryAfterMs)
      quietUntil = Date.now() + waitMs
      if (retryTimer !== null) clearTimeout(retryTimer)
      retryTimer = setTimeout(startTurn, waitMs)
      if (!away) log.warn('the server is away; points are kept on disk', { reason: fate.reason, waitMs })
      away = true
      return false
    }
    if (away) log.info('the server is back', { waiting: queue.files().length })
    away = false
    backoff.succeeded()
    quietUntil = 0
    if (file !== null && fate.kind === 'taken') queue.remove(file)
    if (file !== null && fate.kind === 'refused') queue.setAside(file)
    return true
  }

  return {
    start() {
      due = Date.now()
      void recover()
        .catch((error: unknown) => log.warn('what an earlier run left could not be read', { reason: reasonOf(error) }))
        .then(() => (stopping.signal.aborted ? undefined : collectNow()))
    },
    reschedule() {
      if (collectTimer === null || stopping.signal.aborted) return
      clearTimeout(collectTimer)
      due = Date.now() + intervalMs()
      collectTimer = setTimeout(() => void collectNow(), intervalMs())
    },
    async stop() {
      stopping.abort()
      if (collectTimer !== null) clearTimeout(collectTimer)
      if (retryTimer !== null) clearTimeout(retryTimer)
      await turn
      await seal()
    },
  }
}

/** What the agent says about itself: what it could not deliver is never silent. */
function selfMeasurements(queue: Queue, at: string): Measurement[] {
  const { droppedPoints, rejectedPoints, tornFiles } = queue.counts()
  const row = (name: string, unit: string, value: number): Measurement => ({ name, unit, value, attributes: {}, at })
  return [
    row('mainstay.agent.dropped_points', '{point}', droppedPoints),
    row('mainstay.agent.rejected_points', '{point}', rejectedPoints),
    row('mainstay.agent.torn_files', '{file}', tornFiles),
    row('mainstay.agent.queue.usage', 'By', queue.bytes()),
  ]
}
