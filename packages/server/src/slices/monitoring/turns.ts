/** Work that comes round: each kind in its own rhythm, never twice at once, and trouble in one turn is no end. */
import type { Log } from '../../platform/log/index.ts'

export type Turn = { every: number; run(): Promise<void> }

export function createTurns(log: Log, turns: readonly Turn[]): { start(): void; stop(): Promise<void> } {
  let stopped = false
  const timers = new Set<NodeJS.Timeout>()
  const running = new Set<Promise<void>>()

  function schedule(turn: Turn, after: number): void {
    if (stopped) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      const work = turn
        .run()
        .catch((error: unknown) => log.warn({ err: error }, 'a turn of monitoring failed, the next will come'))
        .finally(() => {
          running.delete(work)
          schedule(turn, turn.every)
        })
      running.add(work)
    }, after)
    timers.add(timer)
  }

  return {
    start: () => {
      for (const turn of turns) schedule(turn, 0)
    },
    stop: async () => {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      await Promise.all(running)
    },
  }
}
