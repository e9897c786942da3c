/** Assets and plans in words. */
import type { Asset, AssetKind, ClientPlan, Support } from '@mainstay/contract/lifecycle'
import { count } from '../../ui/format.ts'
import { money } from '../../ui/money.ts'
import type { Tone } from '../../ui/tone.ts'

export const kindWord: Record<AssetKind, string> = {
  server: 'Server',
  'virtual-machine': 'Virtual machine',
  workstation: 'Desktop',
  laptop: 'Laptop',
  mobile: 'Mobile',
  firewall: 'Firewall',
  switch: 'Switch',
  'access-point': 'Access point',
  storage: 'Storage',
  ups: 'UPS',
  printer: 'Printer',
  software: 'Software',
  other: 'Other',
}

export const standingTone: Record<Asset['standing'], Tone> = { good: 'good', soon: 'attention', overdue: 'broken', unknown: 'unknown' }
export const standingWord: Record<Asset['standing'], string> = {
  good: 'Not due',
  soon: 'Due soon',
  overdue: 'Overdue',
  unknown: 'Not known',
}

export function assetsTitle(assets: readonly Pick<Asset, 'standing' | 'retiredAt'>[]): string {
  const live = assets.filter(({ retiredAt }) => retiredAt === null)
  if (live.length === 0) return 'Nothing with an age is known yet'
  const of = (standing: Asset['standing']): number => live.filter((one) => one.standing === standing).length
  const [overdue, unknown] = [of('overdue'), of('unknown')]
  if (overdue > 0)
    return `${overdue} of ${count(live.length, 'thing')} ${overdue === 1 ? 'is' : 'are'} overdue${unknown > 0 ? `, ${unknown} not known` : ''}`
  if (unknown > 0) return `Of ${unknown} of ${count(live.length, 'thing')} the age is not known`
  return `None of ${count(live.length, 'thing')} is overdue`
}

export function supportWord(support: Support): string {
  switch (support.kind) {
    case 'ends':
      return `Supported until ${support.on}`
    case 'ended':
      return support.on === null ? 'Support has ended' : `Support ended ${support.on}`
    case 'no-end-announced':
      return 'Supported, no end announced'
    case 'not-known':
      return 'Not known'
  }
}

export function supportTone({ kind }: Support): Tone {
  return ({ ends: 'good', ended: 'broken', 'no-end-announced': 'good', 'not-known': 'unknown' } as const)[kind]
}

export function planTitle(plan: ClientPlan): string {
  if (plan.impossible) return plan.impossible.why
  if (plan.quarters === null || plan.totalMinor === 0) return 'Nothing is due to be replaced'
  const most = Math.max(...plan.quarters.map(({ spendMinor }) => spendMinor))
  const years = plan.quarters.length / 4
  return `${money(plan.totalMinor, plan.currency)} over ${count(years, 'year')}, never more than ${money(most, plan.currency)} in a quarter`
}

/** `2027-Q1` as `Q1 2027`. */
export function quarterWord(quarter: string): string {
  return `${quarter.slice(5)} ${quarter.slice(0, 4)}`
}

/** What a move costs: more waiting, less, or the same. */
export function moveWord(costMinor: number | null, currency: string): string {
  if (costMinor === null) return 'Not possible under the cap'
  if (costMinor === 0) return 'It costs nothing in waiting'
  return costMinor > 0
    ? `It adds ${money(Math.round(costMinor), currency)} to what waiting weighs`
    : `It takes ${money(Math.round(-costMinor), currency)} off what waiting weighs`
}

export type Year = { year: string; minor: number; names: string[] }

/** A plan by calendar year, for whoever pays it. */
export function byYear({ quarters }: ClientPlan): Year[] {
  const years = new Map<string, Year>()
  for (const { quarter, spendMinor, assets } of quarters ?? []) {
    const year = quarter.slice(0, 4)
    const known = years.get(year) ?? { year, minor: 0, names: [] }
    years.set(year, { year, minor: known.minor + spendMinor, names: [...known.names, ...assets.map(({ name }) => name)] })
  }
  return [...years.values()]
}
