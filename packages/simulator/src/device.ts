/** One simulated device: measures on time, sends as an agent does, keeps what is not acknowledged, waits longer after each failure. */
import { type Answer, batchText, createBackoff, gzip, pause, type Session } from '@mainstay/agent/wire'
import { type MetricsAnswer, MetricsAnswerSchema, type SeriesBatch } from '@mainstay/contract/agent'
import { createMachine, joined } from './measurements.ts'
import { countReason, type Tally } from './tally.ts'

export type DeviceOptions = {
  seed: number
  session: Session
  intervalMs: number
  tally: Tally
  /** Ends the measuring; what is being sent is awaited. */
  signal: AbortSignal
  random?: () => number
}

type Batch = { seq: number; series: SeriesBatch[]; points: number }

/** An agent has a queue on disk; here the oldest collections go when so many wait. */
const MOST_WAITING = 60
/** Of the interval: clocks of machines do not tick together. */
const JITTER = 0.05

/** Resolves with how many points still wait when it ended. */
export async function runDevice({ seed, session, intervalMs, tally, signal, random = Math.random }: DeviceOptions): Promise<number> {
  const machine = createMachine(seed)
  const backoff = createBackoff(random)
  const bootId = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  let waiting: SeriesBatch[][] = []
  let unanswered: Batch | null = null
  let seq = 0
  let quietUntil = 0
  let turn: Promise<void> | null = null

  /** The same number always means the same points, so that a batch that came twice is counted once. */
  function next(): Batch | null {
    if (unanswered !== null || waiting.length === 0) return unanswered
    unanswered = { seq: seq++, series: joined(waiting), points: machine.series * waiting.length }
    waiting = []
    return unanswered
  }

  async function deliver(): Promise<void> {
    for (let batch = next(); batch !== null; batch = next()) {
      const body = await gzip(batchText({ bootId, seq: batch.seq, points: batch.points, series: JSON.stringify(batch.series) }, Date.now()))
      const started = performance.now()
      tally.sent++
      const answer = await session.call({ path: '/agent/v1/metrics', body, gzip: true })
      if (answer.kind === 'away') {
        tally.failed++
        countReason(tally, answer.reason)
        quietUntil = Date.now() + backoff.failed(answer.retryAfterMs)
        return
      }
      unanswered = null
      backoff.succeeded()
      count(tally, batch, answer, performance.now() - started)
    }
  }

  // Enrolled together, they do not send together.
  await pause(random() * intervalMs, signal)
  for (let due = Date.now(); !signal.aborted; ) {
    waiting.push(machine.collect(Date.now()))
    tally.samples.measured += machine.series
    if (waiting.length > MOST_WAITING) tally.samples.dropped += machine.series * waiting.splice(0, waiting.length - MOST_WAITING).length
    if (turn === null && Date.now() >= quietUntil)
      turn = deliver().finally(() => {
        turn = null
      })
    due = Math.max(due + intervalMs, Date.now())
    await pause(due - Date.now() + (random() - 0.5) * 2 * JITTER * intervalMs, signal)
  }
  await turn
  const left: Batch | null = unanswered
  return machine.series * waiting.length + pointsOf(left)
}

function pointsOf(batch: Batch | null): number {
  return batch?.points ?? 0
}

function count(tally: Tally, batch: Batch, answer: Exclude<Answer, { kind: 'away' }>, ms: number): void {
  if (answer.kind === 'refused') {
    tally.refused++
    tally.samples.rejected += batch.points
    return countReason(tally, `the server answered ${answer.status}${answer.code === null ? '' : ` ${answer.code}`}`)
  }
  const { accepted, rejected } = answerIn(answer.text)
  tally.accepted++
  tally.times.push(ms)
  tally.samples.accepted += accepted
  for (const one of rejected) {
    tally.samples.rejected += one.points
    countReason(tally, one.reason)
  }
}

/** Whoever answers 200 with something else is no Mainstay server: nothing is counted as accepted. */
function answerIn(text: string): Pick<MetricsAnswer, 'accepted' | 'rejected'> {
  try {
    return MetricsAnswerSchema.parse(JSON.parse(text))
  } catch {
    return { accepted: 0, rejected: [{ series: 0, points: 0, reason: 'the answer is not one of a Mainstay server' }] }
  }
}
