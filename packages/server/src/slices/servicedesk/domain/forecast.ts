/**
 * How many of the queue will be late, at the least: those at work take the tickets in the order of their deadlines, each for as long as one took
 * in the past, and do nothing else, without a break.
 */

export type Due = { id: string; deadline: Date }

/** Fewer say nothing about the next. */
export const LEAST_RECORDS = 10

export function forecastLate(queue: readonly Due[], o: { hands: number; secondsPerTicket: number; now: Date }): string[] {
  const free = Array.from({ length: Math.max(1, o.hands) }, () => o.now.getTime())
  const late: string[] = []
  for (const { id, deadline } of queue.toSorted((a, b) => a.deadline.getTime() - b.deadline.getTime())) {
    const first = free.indexOf(Math.min(...free))
    const done = (free[first] ?? 0) + o.secondsPerTicket * 1000
    free[first] = done
    if (done > deadline.getTime()) late.push(id)
  }
  return late
}

/** The middle one; of an even number the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2
}
