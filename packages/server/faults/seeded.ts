/** Chance that can be had again: the same seed gives the same numbers (mulberry32). */

export type Chance = { between(from: number, to: number): number; shuffle<T>(list: readonly T[]): T[] }

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from))
  return {
    between,
    shuffle: (list) => {
      const result = [...list]
      for (let n = result.length - 1; n > 0; n--) {
        const other = between(0, n + 1)
        const [a, b] = [result[n], result[other]]
        if (a !== undefined && b !== undefined) [result[n], result[other]] = [b, a]
      }
      return result
    },
  }
}
