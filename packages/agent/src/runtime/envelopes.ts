/** Asks the server for envelopes, by long poll, and gives what comes to the verifying job; it opens nothing itself. */
import { readIfThere } from './atomic-file.ts'
import type { Backoff } from './backoff.ts'
import type { RunJob } from './jobs.ts'
import { type Log, reasonOf } from './log.ts'
import { pause } from './pause.ts'
import type { Session } from './session.ts'

/** What the job says after it has judged; everything lasting it has written itself. */
export type EnvelopesOutcome = Standing & { results: number; policyChanged: boolean; backupWanted: boolean }
/** Where the agent stands: the last envelope it was given, the authority's head, how many envelopes wait for their time. */
export type Standing = { after: string | null; head: string; waiting: number }

export type EnvelopesLoop = { start(): void; stop(): Promise<void> }

export type EnvelopesDeps = {
  session: Session
  runJob: RunJob
  files: { data: string; trust: string }
  backoff: Backoff
  log: Log
  onOutcome(outcome: EnvelopesOutcome): void
}

/** Seconds that the server may hold a poll; proxies commonly cut at 30 or 60. */
const WAIT_S = 25
const JOB_LIMIT_MS = 60_000
/** Envelopes that are not valid yet are looked at again so often. */
const WAITING_AGAIN_MS = 60_000
/** A server that answers at once and brings nothing new must not make a busy loop. */
const LEAST_PAUSE_MS = 1000

export function createEnvelopesLoop({ session, runJob, files, backoff, log, onOutcome }: EnvelopesDeps): EnvelopesLoop {
  const stopping = new AbortController()
  let running: Promise<void> | null = null
  let standing: Standing | null = null
  let judgedAt = 0

  async function judge(answer: unknown): Promise<void> {
    judgedAt = Date.now()
    const end = await runJob('envelopes', { data: files.data, answer }, { signal: stopping.signal, timeoutMs: JOB_LIMIT_MS })
    const outcome = end.ok ? parseOutcome(end.output) : null
    if (outcome === null) throw new Error(end.ok ? 'the envelopes job gave no outcome' : `the envelopes job failed: ${end.reason}`)
    standing = outcome
    onOutcome(outcome)
  }

  async function poll(): Promise<void> {
    standing ??= readStanding(files.trust)
    if (standing.waiting > 0 && Date.now() - judgedAt >= WAITING_AGAIN_MS) await judge(null)
    const query = new URLSearchParams({ wait: String(WAIT_S), authorityHead: standing.head })
    if (standing.after !== null) query.set('after', standing.after)
    const asked = Date.now()
    const { after } = standing
    const answer = await session.call({
      path: `/agent/v1/envelopes?${query.toString()}`,
      method: 'GET',
      timeoutMs: (WAIT_S + 15) * 1000,
      signal: stopping.signal,
    })
    if (stopping.signal.aborted) return
    if (answer.kind === 'away') throw new Away(answer.reason, answer.retryAfterMs)
    if (answer.kind === 'refused') throw new Away(`the server refused: ${answer.code ?? answer.status}`, 0)
    backoff.succeeded()
    // The verifier reads it all by schema; here it only matters whether there is anything to read.
    if (!isEmpty(answer.text)) await judge(JSON.parse(answer.text))
    if (Date.now() - asked < LEAST_PAUSE_MS && standing.after === after) await pause(LEAST_PAUSE_MS, stopping.signal)
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await poll()
      } catch (error) {
        if (stopping.signal.aborted) return
        const waitMs = backoff.failed(error instanceof Away ? error.retryAfterMs : 0)
        log.warn('no envelopes could be fetched', { reason: reasonOf(error), waitMs })
        await pause(waitMs, stopping.signal)
      }
    }
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

class Away extends Error {
  readonly retryAfterMs: number
  constructor(reason: string, retryAfterMs: number) {
    super(reason)
    this.retryAfterMs = retryAfterMs
  }
}

function isEmpty(text: string): boolean {
  const answer: unknown = JSON.parse(text)
  if (typeof answer !== 'object' || answer === null || !('authority' in answer) || !('envelopes' in answer)) return false
  return [answer.authority, answer.envelopes].every((list) => Array.isArray(list) && list.length === 0)
}

/** An empty head asks for the whole authority. */
function readStanding(path: string): Standing {
  const text = readIfThere(path)
  const kept: Record<string, unknown> = text === null ? {} : JSON.parse(text)
  return {
    after: typeof kept.after === 'string' ? kept.after : null,
    head: typeof kept.head === 'string' ? kept.head : '',
    waiting: Array.isArray(kept.waiting) ? kept.waiting.length : 0,
  }
}

function parseOutcome(value: unknown): EnvelopesOutcome | null {
  if (typeof value !== 'object' || value === null) return null
  const { after, head, waiting, results, policyChanged, backupWanted }: Record<string, unknown> = { ...value }
  if (typeof head !== 'string' || typeof waiting !== 'number' || typeof results !== 'number') return null
  return {
    after: typeof after === 'string' ? after : null,
    head,
    waiting,
    results,
    policyChanged: policyChanged === true,
    backupWanted: backupWanted === true,
  }
}
