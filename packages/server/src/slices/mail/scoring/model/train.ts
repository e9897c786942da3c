/** Trains a model: heads on all messages, the threshold on scores from models that had not seen the message. */
import type { Vector } from '../features/vector.ts'
import { DEFAULT_OPTIONS, generator, type Linear, type LogisticOptions, margin, shuffle, trainLogistic } from './logistic.ts'
import { type MailModel, POINTS_PER_UNIT, QUARANTINE_AT } from './model.ts'
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
    unwanted: fit(examples, (label) => label !== 'ham', options),
    phishing:
      trainedOn.phish > 0 && trainedOn.spam > 0
        ? fit(
            examples.filter(({ label }) => label !== 'ham'),
            (label) => label === 'phish',
            options,
          )
        : null,
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
    const linear = fit(seen, (label) => label !== 'ham', options)
    for (const [index, example] of examples.entries()) if (foldOf.get(index) === fold) scores[index] = rawScore(linear, example, options)
  }
  return scores
}

export function rawScore(linear: Linear, { vector, rules }: Example, { loudness }: LogisticOptions): number {
  return margin(linear, vector, loudness) * POINTS_PER_UNIT + rules
}

function fit(examples: readonly Example[], positive: (label: Label) => boolean, options: LogisticOptions): Linear {
  return trainLogistic(
    examples.map(({ vector }) => vector),
    examples.map(({ label }) => positive(label)),
    options,
  )
}
