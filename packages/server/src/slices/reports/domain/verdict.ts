/** The verdict: one sentence and one tone out of all sections, by rules, recovery first. */
import type { ReportSection, Tone } from '@mainstay/contract/reports'
import { monthName } from './month.ts'

export type Verdict = { sentence: string; tone: Tone }

/** The section that decides: nothing else is called good until it is. */
export const RECOVERY = 'recovery'

/**
 * 1. Without a single record the verdict says so and nothing else.
 * 2. Until recovery is good, the verdict is what recovery says of itself; what is broken elsewhere is named beside it.
 * 3. Then what is broken, needs attention or is not known is named, in this order.
 * 4. Only when all of it is good is the verdict good.
 * The tone is the worst of all sections; a recovery that is missing counts as not known.
 */
export function verdictOf(sections: readonly ReportSection[], month: string): Verdict {
  if (sections.every((one) => one.freshAsOf === null && one.tone === 'unknown'))
    return { sentence: `There are no records for ${monthName(month)}, so nothing can be said about it.`, tone: 'unknown' }
  const recovery = sections.find((one) => one.id === RECOVERY)
  const others = sections.filter((one) => one.id !== RECOVERY)
  const tone = worst([recovery?.tone ?? 'unknown', ...others.map((one) => one.tone)])
  const ofTone = (wanted: Tone): string[] => others.filter((one) => one.tone === wanted).map((one) => one.title)
  const broken = ofTone('broken')
  if (recovery?.tone !== 'good') {
    const said = recovery?.sentence ?? 'It is not known whether your systems could be brought back.'
    const beside = [
      ...clause(broken, (names) => `also broken: ${names}`),
      // Only what weighs more than recovery's own state: the word above the sentence must have its cause in it.
      ...clause(recovery?.tone === 'attention' ? ofTone('unknown') : [], (names) => `not known: ${names}`),
    ]
    return { sentence: beside.length === 0 ? said : `${[withoutStop(said), ...beside].join('; ')}.`, tone }
  }
  const clauses = [
    ...clause(broken, (names) => `broken: ${names}`),
    ...clause(ofTone('attention'), (names) => `needs attention: ${names}`),
    ...clause(ofTone('unknown'), (names) => `not known: ${names}`),
  ]
  if (clauses.length > 0) return { sentence: `Your systems came back in our tests; ${clauses.join('; ')}.`, tone }
  const all = others.length === 0 ? '' : ', and nothing else that we watch is out of order'
  return { sentence: `Your systems came back in our tests${all}.`, tone }
}

/** Broken weighs most; not knowing weighs more than knowing of a weakness. */
const WEIGHT: Record<Tone, number> = { good: 0, attention: 1, unknown: 2, broken: 3 }

export function worst(tones: readonly Tone[]): Tone {
  return tones.reduce<Tone>((a, b) => (WEIGHT[b] > WEIGHT[a] ? b : a), 'good')
}

function clause(titles: string[], text: (names: string) => string): string[] {
  return titles.length === 0 ? [] : [text(list(titles))]
}

/** Three names at most: the rest stands on the page below. */
function list(titles: readonly string[]): string {
  const names = titles.map((one) => one.toLowerCase().replace(/[?.]+$/, ''))
  if (names.length > 3) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function withoutStop(sentence: string): string {
  return sentence.replace(/[.\s]+$/, '')
}
