/** Logistic regression on sparse vectors by AdaGrad (Duchi, Hazan, Singer, 2011), the weights of the last passes averaged; deterministic. */
import { GROUPS, PLACES, type Vector } from '../features/vector.ts'

export type Linear = { weights: Float32Array; bias: number }

export type LogisticOptions = {
  orders: number
  passes: number
  rate: number
  /** L2, per message. */
  decay: number
  /** How loud each group is, in the order of GROUPS. */
  loudness: readonly number[]
  /** Weight of a wanted message against one of the class: a false alarm is worse than a miss, and the tail is where the threshold lies. */
  negativeWeight: number
  seed: number
}

/** A message that is judged so surely teaches nothing more. */
const LEAST_SLOPE = 0.005

export const DEFAULT_OPTIONS: LogisticOptions = {
  orders: 8,
  passes: 8,
  rate: 1,
  decay: 1e-6,
  loudness: GROUPS.map((group) => (group === 'typing' ? 0.7 : group === 'links' ? 0.8 : 1)),
  negativeWeight: 1.5,
  seed: 1,
}

/** The mean of several trainings that differ in the order of messages: what chance of order put into a weight goes out again. */
export function trainLogistic(vectors: readonly Vector[], positive: readonly boolean[], options: LogisticOptions): Linear {
  const { used, compact } = compacted(vectors)
  const weights = new Float32Array(PLACES)
  let bias = 0
  for (let order = 0; order < options.orders; order++) {
    const one = trainOnce(compact, used.length, positive, { ...options, seed: options.seed + order })
    for (const [index, place] of used.entries())
      weights[place] = (weights[place] as number) + (one.weights[index] as number) / options.orders
    bias += one.bias / options.orders
  }
  return { weights, bias }
}

/** The same vectors over the places that occur in them: of a million most never do, and what is small stays in the cache. */
function compacted(vectors: readonly Vector[]): { used: Uint32Array; compact: Vector[] } {
  const indexOf = new Int32Array(PLACES).fill(-1)
  const used: number[] = []
  const compact = vectors.map((vector) => ({
    ...vector,
    places: vector.places.map((place) => {
      if ((indexOf[place] as number) < 0) indexOf[place] = used.push(place) - 1
      return indexOf[place] as number
    }),
  }))
  return { used: Uint32Array.from(used), compact }
}

function trainOnce(vectors: readonly Vector[], places: number, positive: readonly boolean[], options: LogisticOptions): Linear {
  // A weight and the sum of its squared gradients side by side: one miss of the cache instead of two.
  const state = new Float32Array(2 * places)
  const sums = new Float64Array(places)
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
      const { places: own, values, groups } = vector
      let sum = bias
      for (let at = 0; at < own.length; at++)
        sum += (state[2 * (own[at] as number)] as number) * (values[at] as number) * (loudness[groups[at] as number] as number)
      const isPositive = positive[index] === true
      const slope = (1 / (1 + Math.exp(-sum)) - (isPositive ? 1 : 0)) * (isPositive ? 1 : negativeWeight)
      if (Math.abs(slope) < LEAST_SLOPE) continue
      biasSquares += slope * slope
      bias -= (rate * slope) / Math.sqrt(biasSquares)
      for (let at = 0; at < own.length; at++) {
        const place = 2 * (own[at] as number)
        const weight = state[place] as number
        const gradient = slope * (values[at] as number) * (loudness[groups[at] as number] as number) + decay * weight
        const square = (state[place + 1] as number) + gradient * gradient
        state[place + 1] = square
        state[place] = weight - (rate * gradient) / (Math.sqrt(square) + 1e-8)
      }
    }
    if (pass < averagedFrom) continue
    for (let place = 0; place < places; place++) sums[place] = (sums[place] as number) + (state[2 * place] as number)
    biasSum += bias
  }
  const averaged = passes - averagedFrom
  const weights = new Float32Array(places)
  for (let place = 0; place < places; place++) weights[place] = (sums[place] as number) / averaged
  return { weights, bias: biasSum / averaged }
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
