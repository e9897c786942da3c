/** A first text for the person's paragraph, made of sentences that the sections gave; a person makes it their own. */
import type { ReportSection } from '@mainstay/contract/reports'
import type { Verdict } from './verdict.ts'

/** Empty where nothing is known: there is nothing to suggest. */
export function suggestionFor(verdict: Verdict, sections: readonly ReportSection[]): string {
  if (sections.every((one) => one.freshAsOf === null)) return ''
  const open = sections.filter((one) => one.tone !== 'good' && !verdict.sentence.startsWith(one.sentence.replace(/[.\s]+$/, '')))
  return [verdict.sentence, ...open.map((one) => one.sentence)].join(' ').slice(0, MAX)
}

const MAX = 2000

/** Spaces and case do not make a text one's own. */
export function sameWords(a: string, b: string): boolean {
  const key = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase()
  return key(a) === key(b)
}
