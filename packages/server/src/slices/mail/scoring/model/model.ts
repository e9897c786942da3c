/** A trained model: weights of its heads, and how its margin becomes points. */
import type { Vector } from '../features/vector.ts'
import { type Linear, margin } from './logistic.ts'

export type MailModel = {
  /** Log odds against wanted mail, each learned apart: what both kinds have in common is little, and one head for both is worse at either. */
  spam: Linear | null
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

export type Margins = { spam: number; phishing: number; total: number }

/** Log odds by both heads, and of either: the logarithm of the sum of both odds. */
export function marginsOf({ spam, phishing, loudness }: Pick<MailModel, 'spam' | 'phishing' | 'loudness'>, vector: Vector): Margins {
  const bySpam = spam === null ? Number.NEGATIVE_INFINITY : margin(spam, vector, loudness)
  const byPhishing = phishing === null ? Number.NEGATIVE_INFINITY : margin(phishing, vector, loudness)
  const larger = Math.max(bySpam, byPhishing)
  return { spam: bySpam, phishing: byPhishing, total: larger + Math.log(Math.exp(bySpam - larger) + Math.exp(byPhishing - larger)) }
}

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
