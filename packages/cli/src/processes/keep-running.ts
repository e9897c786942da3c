/** Keeps a process running: starts it again when it ends by itself, at a growing distance, and gives up when it keeps ending. */
import { pause } from './pause.ts'

export type Runnable = { exited: Promise<number>; stop(): Promise<number> }

export type Kept = {
  /** The exit code of the last one, when no other is started. */
  gaveUp: Promise<number>
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
  onEnd?(code: number, waitMs: number): Promise<void> | void
  onBack?(process: P): void
  /** Ends after which a start does not help. */
  isFinal?(code: number): boolean
  timing?: Timing
}

/** The exit code of one that did not even start. */
const NOT_STARTED = 1

export function keepRunning<P extends Runnable>(o: Options<P>): Kept {
  const { waitsMs, soundAfterMs } = o.timing ?? TIMING
  const stopping = new AbortController()
  let running: P | null = o.first

  async function endOf(process: P): Promise<number> {
    const code = await process.exited
    running = null
    return code
  }

  async function startAgain(): Promise<number> {
    try {
      running = await o.again(stopping.signal)
    } catch {
      return NOT_STARTED
    }
    if (stopping.signal.aborted) return running.stop()
    o.onBack?.(running)
    return endOf(running)
  }

  async function run(): Promise<number> {
    let started = performance.now()
    let code = await endOf(o.first)
    for (let falls = 0; !stopping.signal.aborted; falls++) {
      if (performance.now() - started >= soundAfterMs) falls = 0
      const waitMs = waitsMs[falls]
      if (waitMs === undefined || o.isFinal?.(code)) break
      await o.onEnd?.(code, waitMs)
      await pause(waitMs, stopping.signal)
      if (stopping.signal.aborted) return 0
      started = performance.now()
      code = await startAgain()
    }
    return code
  }

  const ended = run()
  const gaveUp = new Promise<number>((resolve, reject) => {
    ended.then((code) => {
      if (!stopping.signal.aborted) resolve(code)
    }, reject)
  })
  return {
    gaveUp,
    stop: async () => {
      stopping.abort()
      await running?.stop()
      return ended
    },
  }
}
