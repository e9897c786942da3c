/** Time as the platform handles it: instants in UTC, half-open intervals, a clock that is passed in. */

/** Reads the present. Domain code never has one: it takes `now` as an argument. */
export type Clock = { now(): Date }

export const systemClock: Clock = { now: () => new Date() }

/** Half-open `[from, to)`. */
export type Interval = { from: Date; to: Date }

export function isValidDate(date: Date): boolean {
  return !Number.isNaN(date.getTime())
}

/** A clock for tests: stands still until it is moved. */
export function fixedClock(start: Date): Clock & { set(to: Date): void; advance(ms: number): void } {
  let at = start.getTime()
  return {
    now: () => new Date(at),
    set: (to) => {
      at = to.getTime()
    },
    advance: (ms) => {
      at += ms
    },
  }
}
