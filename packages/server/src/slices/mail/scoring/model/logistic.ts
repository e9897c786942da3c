/** Logistic regression on sparse vectors by AdaGrad (Duchi, Hazan, Singer, 2011), the weights of the last passes averaged; deterministic. */
import { GROUPS, PLACES, type Vector } from '../features/vector.ts'

export type Linear = { weights: Float32Array; bias: number }

export type LogisticOptions = {
  passes: number
  rate: number
  /** L2, per message. */
  decay: number
  /** How loud each group is, in the order of GROUPS. */
  loudness: readonly number[]
  /** Weight of a message that is not of the class. */
  negativeWeight: number
  seed: number
}

export const DEFAULT_OPTIONS: LogisticOptions = {
  passes: 16,
  rate: 0.3,
  decay: 1e-6,
  loudness: GROUPS.map(() => 1),
  negativeWeight: 1,
  seed: 1,
}

export function trainLogistic(vectors: readonly Vector[], positive: readonly boolean[], options: LogisticOptions): Linear {
  const weights = new Float32Array(PLACES)
  const squares = new Float32Array(PLACES)
  const sums = new Float64Array(PLACES)
  const { rate, decay, loudness, negativeWeight, passes } = options
  const averagedFrom = passes >> 1
  let [bias, biasSquares, biasSum] = [0, 1e-6, 0]
  const random = generator(options.seed)
  const order = vectors.map((_, index) => index)
  for (let pass = 0; pass < passes; pass++) {
    shuffle(order, random)
    for (const index of order) {
      const vector = vectors[index]
      if (vector === undefined) continue
      const { places, values, groups } = vector
      let sum = bias
      for (let at = 0; at < places.length; at++)
        sum += (weights[places[at] as number] as number) * (values[at] as number) * (loudness[groups[at] as number] as number)
      const isPositive = positive[index] === true
      const slope = (1 / (1 + Math.exp(-sum)) - (isPositive ? 1 : 0)) * (isPositive ? 1 : negativeWeight)
      biasSquares += slope * slope
      bias -= (rate * slope) / Math.sqrt(biasSquares)
      if (Math.abs(slope) < 1e-4) continue
      for (let at = 0; at < places.length; at++) {
        const place = places[at] as number
        const gradient = slope * (values[at] as number) * (loudness[groups[at] as number] as number) + decay * (weights[place] as number)
        const square = (squares[place] as number) + gradient * gradient
        squares[place] = square
        weights[place] = (weights[place] as number) - (rate * gradient) / (Math.sqrt(square) + 1e-8)
      }
    }
    if (pass < averagedFrom) continue
    for (let place = 0; place < PLACES; place++) sums[place] = (sums[place] as number) + (weights[place] as number)
    biasSum += bias
  }
  const averaged = passes - averagedFrom
  return { weights: Float32Array.from(sums, (sum) => sum / averaged), bias: biasSum / averaged }
}

/** Log odds. */
export function margin({ weights, bias }: Linear, { places, values, groups }: Vector, loudness: readonly number[]): number {
  let sum = bias
  for (let at = 0; at < places.length; at++)
    sum += (weights[places[at] as number] as number) * (values[at] as number) * (loudness[groups[at] as number] as number)
  return sum
}

/** Mulberry32: small, and the same everywhere. */
export function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function shuffle(list: number[], random: () => number): void {
  for (let at = list.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const kept = list[at] as number
    list[at] = list[other] as number
    list[other] = kept
  }
}
