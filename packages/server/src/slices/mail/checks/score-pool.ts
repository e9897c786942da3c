/** A few threads that score, each a message at a time; one that is over its time or its memory is ended and replaced. */
import { Worker } from 'node:worker_threads'
import type { MailModel, Scored, ScoringContext } from '../scoring/index.ts'

/** `model`: for this message and those after it; absent where the thread has it already. */
export type ScoreJob = { raw: Uint8Array; context: ScoringContext; model?: MailModel }
export type ScoreAnswer = Pick<Scored, 'verdict' | 'score' | 'kind' | 'reasons' | 'policy' | 'thresholds' | 'places'>

export type ScorePool = {
  /** Rejects when the message takes more than its time, when `signal` ends before its turn comes, or when scoring fails. */
  score(raw: Uint8Array, context: ScoringContext, signal: AbortSignal): Promise<ScoreAnswer>
  stop(): Promise<void>
}

type Waiting = { job: Omit<ScoreJob, 'model'>; signal: AbortSignal; done(answer: ScoreAnswer): void; fail(error: unknown): void }

export type ScorePoolOptions = {
  /** Threads. */
  size: number
  /** For one message, from the moment that a thread has it; a thread says by a first message that it has started. */
  budgetMs: number
  /** The model to score with: a thread is sent another one when it has to be. */
  model: () => Promise<MailModel>
  /** For tests: another program in the threads. */
  program?: URL
}

/** Of a thread's heap, in MB: what a message of 20 MB becomes, and room. Little room for what is young keeps it small between large messages. */
const HEAP = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 }
/** To start on a machine that is busy; a thread that takes longer is ended, and its message judged without a score. */
const START_MS = 60_000

const PROGRAM = new URL('./score-worker.ts', import.meta.url)

export function createScorePool({ size, budgetMs, model, program = PROGRAM }: ScorePoolOptions): ScorePool {
  const waiting: Waiting[] = []
  const idle: Worker[] = []
  const all = new Set<Worker>()
  const models = new WeakMap<Worker, MailModel>()
  const ready = new WeakMap<Worker, Promise<void>>()
  const add = (): Worker => {
    const worker = new Worker(program, { resourceLimits: HEAP })
    // The process need not stay for it.
    worker.unref()
    worker.on('error', () => {})
    const loaded = new Promise<void>((done, fail) => {
      // The handler of its end says the rest.
      const timer = setTimeout(() => void worker.terminate(), START_MS)
      timer.unref()
      worker.once('message', () => {
        clearTimeout(timer)
        done()
      })
      worker.once('exit', () => fail(new Error('a thread that scores ended while it started')))
    })
    loaded.catch(() => {})
    ready.set(worker, loaded)
    all.add(worker)
    worker.once('exit', () => {
      all.delete(worker)
      const at = idle.indexOf(worker)
      if (at >= 0) idle.splice(at, 1)
    })
    return worker
  }
  const serve = async (worker: Worker, one: Waiting): Promise<void> => {
    try {
      // What a thread needs to start on a busy machine is not taken from the message's time.
      await ready.get(worker)
      const wanted = await model()
      const job = models.get(worker) === wanted ? one.job : { ...one.job, model: wanted }
      models.set(worker, wanted)
      one.done(await run(worker, job, budgetMs))
      idle.push(worker)
    } catch (error) {
      one.fail(error)
    }
    next()
  }
  const next = (): void => {
    while (waiting.length > 0) {
      const worker = idle.pop() ?? (all.size < size ? add() : undefined)
      if (worker === undefined) return
      const one = waiting.shift()
      if (one === undefined || one.signal.aborted) {
        idle.push(worker)
        one?.fail(one.signal.reason)
        continue
      }
      void serve(worker, one)
    }
  }
  return {
    score: (raw, context, signal) =>
      new Promise((done, fail) => {
        waiting.push({ job: { raw, context }, signal, done, fail })
        next()
      }),
    stop: async () => {
      for (const one of waiting.splice(0)) one.fail(new Error('scoring has stopped'))
      await Promise.all([...all].map((worker) => worker.terminate()))
    },
  }
}

/** Rejects when the thread is lost: it has ended by then. */
function run(worker: Worker, { raw: given, context, model }: ScoreJob, budgetMs: number): Promise<ScoreAnswer> {
  return new Promise((done, lost) => {
    const timer = setTimeout(() => over(new Error(`scoring took more than ${budgetMs} ms`)), budgetMs)
    const over = (error: unknown): void => {
      detach()
      void worker.terminate().then(() => lost(error))
    }
    const answered = (answer: ScoreAnswer): void => {
      detach()
      done(answer)
    }
    const exited = (): void => over(new Error('the thread that scored has ended'))
    const detach = (): void => {
      clearTimeout(timer)
      worker.off('message', answered).off('error', over).off('exit', exited)
    }
    worker.on('message', answered).on('error', over).on('exit', exited)
    // A copy of its own: what Node reads into may be a piece of something larger.
    const raw = Uint8Array.from(given)
    worker.postMessage({ raw, context, ...(model === undefined ? {} : { model }) }, [raw.buffer])
  })
}
