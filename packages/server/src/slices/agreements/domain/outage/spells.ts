/** Time in which the same systems were away, for the same people: outages that overlap are never counted twice. */
import type { OutageDocument } from '@mainstay/contract/agreements'
import { rule } from './rule.ts'

/** Business time of `[from, to)`, whole seconds since 1970. */
export type OpenSeconds = (from: number, to: number) => number

type Outage = OutageDocument['outages'][number]

/** `away`: those that lay over each other. */
export type Spell = { away: Pick<Outage, 'system' | 'affected'>[]; seconds: number }

/** In the order in which they first occur; spells outside business hours are left out. Throws agreements.outage-rule. */
export function spells({ outages, now }: Pick<OutageDocument, 'outages' | 'now'>, open: OpenSeconds): Spell[] {
  const spans = outages.map((one, index) => ({ outage: one, key: key(one), ...span(one, index, now) }))
  const bounds = [...new Set(spans.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b)
  const found = new Map<string, Spell>()
  for (const [index, from] of bounds.entries()) {
    const to = bounds[index + 1]
    if (to === undefined) break
    const here = new Map(spans.filter((one) => one.from <= from && one.to >= to).map(({ key, outage }) => [key, outage]))
    const seconds = here.size === 0 ? 0 : open(from, to)
    if (seconds === 0) continue
    const name = [...here.keys()].toSorted().join('\n')
    const known = found.get(name) ?? { away: [...here.values()], seconds: 0 }
    found.set(name, { ...known, seconds: known.seconds + seconds })
  }
  return [...found.values()]
}

function span({ system, from, to }: Outage, index: number, now: string | undefined): { from: number; to: number } {
  const end = to ?? now
  if (end === undefined) throw rule(`outages.${index} (${system}) goes on ("to" is null), so "now" must be given.`)
  const [begins, ends] = [seconds(from), seconds(end)]
  if (ends < begins) throw rule(`outages.${index} (${system}) ends before it begins: ${from} to ${end}.`)
  return { from: begins, to: ends }
}

function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000)
}

function key({ system, affected }: Outage): string {
  return JSON.stringify([system, Object.entries(affected).toSorted(([a], [b]) => (a < b ? -1 : 1))])
}
