/** Scores of messages that the model had not seen: by chance, by source, by month. */
import { DEFAULT_OPTIONS, fitHeads, rawScore, trainModel, unseenScores } from '../../src/mail-quality.ts'
import type { Message } from './corpus.ts'

/** The command uses ten; half of them cost half as much, and the threshold moves little. */
const FOLDS_OF_TRAINING = 5

export type Stopped = { spam: number | null; phish: number | null; ham: number | null }

export function shareAbove(messages: readonly Message[], scores: readonly number[], threshold: number): Stopped {
  const share = (label: string) => {
    const of = messages.flatMap((one, index) => (one.label === label ? [(scores[index] ?? 0) >= threshold ? 1 : 0] : []))
    return of.length === 0 ? null : of.reduce((sum: number, one) => sum + one, 0) / of.length
  }
  return { spam: share('spam'), phish: share('phish'), ham: share('ham') }
}

/** The curve: what is stopped at each rate of false alarms. */
export function curve(
  messages: readonly Message[],
  scores: readonly number[],
  rates: readonly number[],
): { rate: number; stopped: Stopped }[] {
  const wanted = messages.flatMap((one, index) => (one.label === 'ham' ? [scores[index] ?? 0] : []))
  return rates.map((rate) => ({ rate, stopped: shareAbove(messages, scores, above(wanted, Math.floor(rate * wanted.length))) }))
}

/** The threshold that lets exactly so many lie above. */
function above(wanted: readonly number[], count: number): number {
  return (wanted.toSorted((a, b) => b - a)[count] ?? 0) + 1e-9
}

export const byChance = (messages: readonly Message[]): number[] => unseenScores(messages)

/**
 * As the final judgement is made: the command's own training, threshold included, on all but a tenth, and that tenth judged by it.
 * Unlike the curve, the threshold has not seen the messages that it is tried on.
 */
export function honest(messages: readonly Message[], folds: number): Stopped {
  const verdicts = messages.map(() => 0)
  for (let fold = 0; fold < folds; fold++) {
    const { model } = trainModel(
      messages.filter((_, index) => index % folds !== fold),
      'trained',
      DEFAULT_OPTIONS,
      FOLDS_OF_TRAINING,
    )
    for (const [index, message] of messages.entries())
      if (index % folds === fold) verdicts[index] = rawScore(model, message, DEFAULT_OPTIONS) + model.offset
  }
  return shareAbove(messages, verdicts, 5)
}

/** One group is left out at a time; the threshold is the one that training on the others chose. */
export function leaveOut(
  messages: readonly Message[],
  groupOf: (message: Message) => string,
): { group: string; count: number; stopped: Stopped }[] {
  const groups = [...new Set(messages.map(groupOf))].sort()
  return groups.map((group) => {
    const left = messages.filter((one) => groupOf(one) === group)
    const { model } = trainModel(
      messages.filter((one) => groupOf(one) !== group),
      'trained',
      DEFAULT_OPTIONS,
      3,
    )
    const scores = left.map((one) => rawScore(model, one, DEFAULT_OPTIONS) + model.offset)
    return { group, count: left.length, stopped: shareAbove(left, scores, 5) }
  })
}

/** Half of the messages teach, the others are judged: for the comparison, where every scorer gets the same. */
export function halves(messages: readonly Message[]): { taught: Message[]; judged: Message[] } {
  const sorted = messages.toSorted((a, b) => (a.file < b.file ? -1 : 1))
  return { taught: sorted.filter((_, index) => index % 2 === 0), judged: sorted.filter((_, index) => index % 2 === 1) }
}

export function ours(taught: readonly Message[], judged: readonly Message[]): number[] {
  const heads = fitHeads(taught, DEFAULT_OPTIONS)
  return judged.map((one) => rawScore(heads, one, DEFAULT_OPTIONS))
}
