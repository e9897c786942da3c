/** Trains a model: heads on all messages, the threshold on scores from models that had not seen the message. */
import type { Vector } from '../features/vector.ts'
import { DEFAULT_OPTIONS, generator, type Linear, type LogisticOptions, shuffle, trainLogistic } from './logistic.ts'
import { type MailModel, marginsOf, POINTS_PER_UNIT, QUARANTINE_AT } from './model.ts'
import { FALSE_ALARM_RATE, TAG_RATE, thresholdFor } from './threshold.ts'

export type Label = 'ham' | 'spam' | 'phish'
/** `rules`: points of the rules that need no client. */
export type Example = { vector: Vector; label: Label; rules: number }

/** `scores`: of each example, by models that had not seen it, without the offset. */
export type Trained = { model: MailModel; scores: number[] }

export const FOLDS = 10
const LEAST_TAG_DISTANCE = 0.5

export function trainModel(
  examples: readonly Example[],
  origin: MailModel['origin'],
  options: LogisticOptions = DEFAULT_OPTIONS,
  folds = FOLDS,
): Trained {
  const scores = unseenScores(examples, options, folds)
  const wanted = examples.flatMap(({ label }, index) => (label === 'ham' ? [scores[index] ?? 0] : []))
  const threshold = thresholdFor(wanted, FALSE_ALARM_RATE)
  const tag = Math.min(thresholdFor(wanted, TAG_RATE), threshold - LEAST_TAG_DISTANCE)
  const count = (label: Label) => examples.filter((one) => one.label === label).length
  const trainedOn = { ham: count('ham'), spam: count('spam'), phish: count('phish') }
  const model: MailModel = {
    origin,
    ...fitHeads(examples, options),
    loudness: options.loudness,
    offset: QUARANTINE_AT - threshold,
    tagAt: tag + QUARANTINE_AT - threshold,
    trainedOn,
  }
  return { model, scores }
}

/** Points of each message (without offset) by a model that was trained on the other folds. */
export function unseenScores(examples: readonly Example[], options: LogisticOptions = DEFAULT_OPTIONS, folds = FOLDS, seed = 11): number[] {
  const order = examples.map((_, index) => index)
  shuffle(order, generator(seed))
  const foldOf = new Map(order.map((index, place) => [index, place % folds]))
  const scores = examples.map(() => 0)
  for (let fold = 0; fold < folds; fold++) {
    const seen = examples.filter((_, index) => foldOf.get(index) !== fold)
    const heads = fitHeads(seen, options)
    for (const [index, example] of examples.entries()) if (foldOf.get(index) === fold) scores[index] = rawScore(heads, example, options)
  }
  return scores
}

type Heads = Pick<MailModel, 'spam' | 'phishing'>

export function rawScore(heads: Heads, { vector, rules }: Example, { loudness }: LogisticOptions): number {
  return marginsOf({ ...heads, loudness }, vector).total * POINTS_PER_UNIT + rules
}

export function fitHeads(examples: readonly Example[], options: LogisticOptions): Heads {
  return { spam: fit(examples, 'spam', options), phishing: fit(examples, 'phish', options) }
}

/** One kind against wanted mail; null where there is none of it. */
function fit(examples: readonly Example[], kind: Label, options: LogisticOptions): Linear | null {
  const taken = examples.filter(({ label }) => label === kind || label === 'ham')
  if (!taken.some(({ label }) => label === kind)) return null
  return trainLogistic(
    taken.map(({ vector }) => vector),
    taken.map(({ label }) => label === kind),
    options,
  )
}
