/** Every check of a client, out of its records and of what people answered; unknown is never met. */
import type { CheckResult, CheckState, ClientStandards } from '@mainstay/contract/standards'
import type { Check } from './check.ts'
import type { ClientFacts, Found } from './facts.ts'

/** Of a person; the newest of a check counts until its day. */
export type CheckAnswer = {
  checkId: string
  state: Exclude<CheckState, 'unknown'>
  evidence: string
  at: Date
  by: string
  expiresOn: string
}

export function evaluate(o: {
  library: readonly Check[]
  facts: ClientFacts
  answers: readonly CheckAnswer[]
  today: string
}): CheckResult[] {
  const newest = new Map<string, CheckAnswer>()
  for (const answer of o.answers) {
    const known = newest.get(answer.checkId)
    if (known === undefined || answer.at > known.at) newest.set(answer.checkId, answer)
  }
  return o.library.map((check) => resultOf(check, o.facts, newest.get(check.id), o.today))
}

function resultOf(check: Check, facts: ClientFacts, answer: CheckAnswer | undefined, today: string): CheckResult {
  const { id, area, title, why, mappings, find } = check
  const common = { id, area, title, why, mappings, how: find === null ? ('person' as const) : ('records' as const) }
  const said = { by: answer?.by ?? null, at: answer?.at.toISOString() ?? null, expiresOn: answer?.expiresOn ?? null }
  const holds = answer !== undefined && answer.expiresOn >= today
  // The records outweigh a person, but for whether it applies at all.
  if (find !== null && !(holds && answer.state === 'not-applicable'))
    return { ...common, ...find(facts), by: null, at: null, expiresOn: null }
  return { ...common, ...said, ...ofPerson(answer, holds) }
}

function ofPerson(answer: CheckAnswer | undefined, holds: boolean): Found {
  const nothing = { sample: null, exceptions: [] }
  if (answer === undefined) return { state: 'unknown', evidence: 'Nobody has looked at it yet.', ...nothing }
  if (!holds) return { state: 'unknown', evidence: `What was said has expired: ${answer.evidence}`, ...nothing }
  return { state: answer.state, evidence: answer.evidence, ...nothing }
}

export function countsOf(checks: readonly CheckResult[]): ClientStandards['counts'] {
  const of = (state: CheckState): number => checks.filter((one) => one.state === state).length
  return { met: of('met'), notMet: of('not-met'), unknown: of('unknown'), notApplicable: of('not-applicable') }
}
