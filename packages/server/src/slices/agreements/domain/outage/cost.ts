/**
 * What an outage costs (design: semantics, 7): staff x loaded rate x share of work lost x business hours, and lost sales,
 * labour, catching up and fixed costs; low, likely and high, from the client's own figures only.
 */
import type { Estimate, OutageCost, OutageDocument } from '@mainstay/contract/agreements'
import { CASES, divided, each, MILLION, type Millionths, millionths } from './exact.ts'
import { type Costed, type Factor, product, shown, stated, sum } from './lines.ts'
import { lostForGood } from './lost-for-good.ts'
import { duration, moneyText } from './money-text.ts'
import { rule } from './rule.ts'
import { type OpenSeconds, type Spell, spells } from './spells.ts'
import { years } from './years.ts'

const HOUR = 3600n

/** Throws agreements.outage-rule, which names the rule that the document breaks. */
export function outageCost(document: OutageDocument, open: OpenSeconds): OutageCost {
  checkNames(document)
  const text = moneyText(document.currency)
  const away = spells(document, open)
  const costed = [
    ...away.flatMap((spell) => [...work(document, spell, text), ...sales(document, spell, text)]),
    ...document.recoveryLabour.map((one) => labour('recovery-labour', one, text)),
    ...document.catchUp.map((one) => labour('catch-up', one, text)),
    ...document.fixed.map(({ what, amount }) => fixed(what, amount, text)),
  ]
  return {
    currency: document.currency,
    businessSeconds: away.reduce((total, { seconds }) => total + seconds, 0),
    total: shown(sum(costed.map(({ cost }) => cost)), 'the total'),
    lines: costed.map(({ line }) => line),
    missing: document.revenue === null ? ['Lost sales are not in the total: no figure for revenue was given.'] : [],
    years: years(document, text),
  }
}

/** A system that nobody's work depends on is more likely a slip of the pen than a system that costs nothing. */
function checkNames({ people, revenue, outages, years: ways }: OutageDocument): void {
  const known = new Set([...people.flatMap(({ workLost }) => Object.keys(workLost)), ...Object.keys(revenue?.dependence ?? {})])
  const roles = new Set(people.map(({ role }) => role))
  if (roles.size < people.length) throw rule('a role stands twice in people.')
  for (const { system } of [...outages, ...ways.flatMap(({ incidents }) => incidents)]) {
    if (!known.has(system))
      throw rule(`no work and no revenue depends on "${system}". Systems that are known: ${[...known].join(', ') || 'none'}.`)
  }
  for (const { system, affected } of outages) {
    for (const role of Object.keys(affected)) {
      if (!roles.has(role)) throw rule(`the outage of "${system}" hits "${role}", who is not in people.`)
    }
  }
}

function work({ people, currency }: OutageDocument, { away, seconds }: Spell, text: (minor: bigint) => string): Costed[] {
  return people.flatMap(({ role, count, hourlyRate, workLost }) => {
    const hits = away.flatMap(({ system, affected }) => {
      const lost = workLost[system]
      return lost === undefined
        ? []
        : [{ stopped: times(affected[role] ?? count, lost), text: `${affected[role] ?? count} people × ${stated(lost)} of their work` }]
    })
    const factor = worst(hits)
    if (factor === null) return []
    return product(
      {
        kind: 'work',
        what: `${role}, while ${names(away)} ${away.length === 1 ? 'was' : 'were'} away`,
        rate: { minor: BigInt(hourlyRate), text: `${text(BigInt(hourlyRate))} ${currency} an hour` },
        factors: [factor, { millionths: whole(seconds), text: duration(seconds) }],
        per: HOUR,
      },
      text,
    )
  })
}

function sales({ revenue, currency }: OutageDocument, { away, seconds }: Spell, text: (minor: bigint) => string): Costed[] {
  if (revenue === null) return []
  const hits = away.flatMap(({ system }) => {
    const dependence = revenue.dependence[system]
    return dependence === undefined ? [] : [{ stopped: millionths(dependence), text: stated(dependence) }]
  })
  const factor = worst(hits)
  if (factor === null) return []
  return [
    product(
      {
        kind: 'revenue',
        what: `Sales, while ${names(away)} ${away.length === 1 ? 'was' : 'were'} away`,
        rate: { minor: BigInt(revenue.perBusinessHour), text: `${text(BigInt(revenue.perBusinessHour))} ${currency} an hour` },
        factors: [factor, lostForGood(revenue.recoveredLater), { millionths: whole(seconds), text: duration(seconds) }],
        per: HOUR,
      },
      text,
    ),
  ]
}

function labour(
  kind: 'recovery-labour' | 'catch-up',
  { what, hours, hourlyRate }: OutageDocument['catchUp'][number],
  text: (minor: bigint) => string,
): Costed {
  const rate = { minor: BigInt(hourlyRate), text: `${text(BigInt(hourlyRate))} an hour` }
  return product({ kind, what, rate, factors: [{ millionths: millionths(hours), text: stated(hours, ' h') }] }, text)
}

function fixed(what: string, amount: Estimate, text: (minor: bigint) => string): Costed {
  const cost = each((one) => divided(millionths(amount)[one], MILLION))
  return { line: { kind: 'fixed', what, cost: shown(cost, what), arithmetic: text(cost.likely) }, cost }
}

/** Work that stopped with one system cannot stop again with another: the worst counts, in each case for itself. */
function worst(hits: { stopped: Millionths; text: string }[]): Factor | null {
  const [first] = hits.toSorted((a, b) => Number(b.stopped.likely - a.stopped.likely))
  if (first === undefined) return null
  const most = each((one) => hits.reduce((max, { stopped }) => (stopped[one] > max ? stopped[one] : max), 0n))
  return CASES.every((one) => most[one] === 0n) ? null : { millionths: most, text: first.text }
}

function times(count: number, share: Estimate): Millionths {
  const lost = millionths(share)
  const people = BigInt(Math.round(count * 1e6))
  return each((one) => divided(people * lost[one], MILLION))
}

function whole(seconds: number): Millionths {
  return each(() => BigInt(seconds) * MILLION)
}

function names(away: Spell['away']): string {
  return [...new Set(away.map(({ system }) => system))].join(' and ')
}
