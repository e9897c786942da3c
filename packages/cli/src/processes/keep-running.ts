/** Keeps a process running: starts it again when it ends by itself, at a growing distance, and gives up when it keeps ending. */
import { pause } from './pause.ts'

export type Runnable = { exited: Promise<number>; stop(): Promise<number> }

/** `ran` is false for one that did not even start, and has said why. */
export type End = { code: number; ran: boolean }

export type Kept = {
  /** How the last one ended, when no other is started. */
  gaveUp: Promise<End>
  /** Ends what runs, or what is about to; the exit code of what ran, 0 when nothing did. */
  stop(): Promise<number>
}

export type Timing = {
  /** Before the first, second, … start that follows another fall at once; one more is the end. */
  waitsMs: readonly number[]
  /** Who ran so long was sound: its fall is a first one again. */
  soundAfterMs: number
}

export const TIMING: Timing = { waitsMs: [1000, 2000, 4000, 8000, 16_000], soundAfterMs: 60_000 }

type Options<P extends Runnable> = {
  first: P
  /** Starts another; must not outlive `stopping`. Throws when it does not start, having said why. */
  again(stopping: AbortSignal): Promise<P>
  /** It ended, and is started again in `waitMs`; done before the wait. */
  onEnd?(end: End, waitMs: number): Promise<void> | void
  onBack?(process: P): void
  /** Ends after which a start does not help. */
  isFinal?(code: number): boolean
  timing?: Timing
}

const NOT_STARTED: End = { code: 1, ran: false }

export function keepRunning<P extends Runnable>(o: Options<P>): Kept {
  const { waitsMs, soundAfterMs } = o.timing ?? TIMING
  const stopping = new AbortController()
  let running: P | null = o.first

  async function endOf(process: P): Promise<End> {
    const code = await process.exited
    running = null
    return { code, ran: true }
  }

  async function startAgain(): Promise<End> {
    try {
      running = await o.again(stopping.signal)
    } catch {
      return stopping.signal.aborted ? { code: 0, ran: false } : NOT_STARTED
    }
    if (stopping.signal.aborted) return { code: await running.stop(), ran: true }
    o.onBack?.(running)
    return endOf(running)
  }

  async function run(): Promise<End> {
    let started = performance.now()
    let end = await endOf(o.first)
    for (let falls = 0; !stopping.signal.aborted; falls++) {
      if (performance.now() - started >= soundAfterMs) falls = 0
      const waitMs = waitsMs[falls]
      if (waitMs === undefined || o.isFinal?.(end.code)) break
      await o.onEnd?.(end, waitMs)
      await pause(waitMs, stopping.signal)
      if (stopping.signal.aborted) return { code: 0, ran: false }
      started = performance.now()
      end = await startAgain()
    }
    return end
  }

  const ended = run()
  const gaveUp = new Promise<End>((resolve, reject) => {
    ended.then((end) => {
      if (!stopping.signal.aborted) resolve(end)
    }, reject)
  })
  return {
    gaveUp,
    stop: async () => {
      stopping.abort()
      await running?.stop()
      return (await ended).code
    },
  }
}
