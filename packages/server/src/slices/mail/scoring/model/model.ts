/** A trained model: weights of its heads, and how its margin becomes points. */
import type { Vector } from '../features/vector.ts'
import type { Linear } from './logistic.ts'

export type MailModel = {
  /** Log odds of unwanted against wanted. */
  unwanted: Linear
  /** Log odds of phishing against other unwanted mail; null where nothing of it was shown. */
  phishing: Linear | null
  loudness: readonly number[]
  /** Added to the scaled margin, so that the chosen threshold is QUARANTINE_AT. */
  offset: number
  /** Points from which a message is marked. */
  tagAt: number
  trainedOn: { ham: number; spam: number; phish: number }
  /** `prior` ships with the product. */
  origin: 'prior' | 'trained'
}

/** Points are so many for one unit of log odds. */
export const POINTS_PER_UNIT = 0.6
export const QUARANTINE_AT = 5
export const REJECT_AT = 15

/** What each group of features adds to the log odds. */
export function contributions(linear: Linear, vector: Vector, loudness: readonly number[]): number[] {
  const sums = loudness.map(() => 0)
  const { places, values, groups } = vector
  for (let at = 0; at < places.length; at++) {
    const group = groups[at] as number
    sums[group] =
      (sums[group] as number) + (linear.weights[places[at] as number] as number) * (values[at] as number) * (loudness[group] as number)
  }
  return sums
}
