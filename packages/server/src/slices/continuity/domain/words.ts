/** The words for plans on paper and in reports: one place, so that the page and the PDF say the same. */
import type { DrillKind, DrillOutcome, PlanProof, SystemFacts } from '@mainstay/contract/continuity'

export const DRILL_WORD: Record<DrillKind, string> = { tabletop: 'tabletop drill', partial: 'partial drill', full: 'full drill' }
export const OUTCOME_WORD: Record<DrillOutcome, string> = { passed: 'passed', partly: 'passed in part', failed: 'failed' }

/** `4 h`, `1 h 30 min`, `45 s`; null is not known, never zero. */
export function time(seconds: number | null): string {
  if (seconds === null) return 'not known'
  const whole = Math.round(seconds)
  const [days, hours, minutes] = [Math.floor(whole / 86_400), Math.floor((whole % 86_400) / 3600), Math.floor((whole % 3600) / 60)]
  const parts = [days > 0 ? `${days} d` : '', hours > 0 ? `${hours} h` : '', minutes > 0 ? `${minutes} min` : '', `${whole % 60} s`]
  const said = parts.filter((part) => part !== '' && part !== '0 s')
  return said.length === 0 ? '0 s' : said.slice(0, 2).join(' ')
}

export function proofSentence({ provenOn, provenBy, due }: PlanProof): string {
  const proven =
    provenOn === null || provenBy === null
      ? 'The plan as a whole was never proven by a drill.'
      : `Proven on ${provenOn} by a ${DRILL_WORD[provenBy]}.`
  const overdue = due.filter((one) => one.overdue)
  if (overdue.length > 0) return `${proven} Overdue: ${overdue.map(({ kind, on }) => `${DRILL_WORD[kind]}, due since ${on}`).join('; ')}.`
  const next = due.toSorted((a, b) => a.on.localeCompare(b.on))[0]
  return next === undefined ? `${proven} No drill is planned.` : `${proven} Next due: ${DRILL_WORD[next.kind]} on ${next.on}.`
}

export function copiesWord({ copies }: SystemFacts): string {
  if (copies.length === 0) return 'none recorded'
  return copies.map(({ name, standing }) => `${name} (${COPY_WORD[standing]})`).join(', ')
}

const COPY_WORD = {
  good: 'whole and proven',
  behind: 'behind',
  unproven: 'not proven',
  alarm: 'found something wrong',
  silent: 'silent',
} as const

export function standingWord({ standing, proof }: SystemFacts): string {
  if (proof !== null && standing === 'proven') return `proven to ${proof.level ?? 'no level'} on ${proof.at.slice(0, 10)}`
  return { proven: 'proven', failed: 'last test failed', unproven: 'not proven', 'not-protected': 'nothing is backed up' }[standing]
}
