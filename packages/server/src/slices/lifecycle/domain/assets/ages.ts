/** How old a thing is by each reason: its useful life, its warranty, the support of its system. They are kept apart. */
import { addDays, addMonths } from '@mainstay/kernel'
import type { AgeReason, Asset, AssetFields, LifecycleSettings, Support } from '@mainstay/contract/lifecycle'
import { USUAL_LIVES } from './lives.ts'

/** `2026-11-24`; days compare as text. */
export type Day = string

/** Due within this is "soon". */
const SOON_DAYS = 180

export type Ages = Pick<Asset, 'life' | 'replacement' | 'reasons' | 'standing'>

type Terms = Pick<LifecycleSettings, 'lives' | 'prices'>

export function agesOf(fields: AssetFields, support: Support, terms: Terms, today: Day): Ages {
  const months = fields.lifeMonths ?? terms.lives[fields.kind] ?? USUAL_LIVES[fields.kind]
  const isAgeless = fields.kind === 'software' || fields.kind === 'virtual-machine'
  const endsOn = fields.purchasedOn === null || (isAgeless && fields.lifeMonths === null) ? null : addMonths(fields.purchasedOn, months)
  const reasons = [...ageReasons(fields, endsOn, months, today), ...supportReasons(fields, support, today)]
  reasons.sort((a, b) => a.on.localeCompare(b.on))
  return {
    life: { months, isDefault: fields.lifeMonths === null && terms.lives[fields.kind] === undefined, endsOn },
    replacement: replacementOf(fields, terms),
    reasons,
    standing: standingOf(reasons, support, today),
  }
}

function ageReasons({ warrantyUntil }: AssetFields, endsOn: Day | null, months: number, today: Day): AgeReason[] {
  return [
    ...(endsOn === null ? [] : [{ kind: 'age' as const, on: endsOn, passed: endsOn < today, text: `Useful life of ${life(months)}` }]),
    ...(warrantyUntil === null ? [] : [{ kind: 'warranty' as const, on: warrantyUntil, passed: warrantyUntil < today, text: 'Warranty' }]),
  ]
}

/** Support that was bought counts as support in the plan; the check of best practice on supported systems does not know of it yet. */
function supportReasons({ supportBoughtTo }: AssetFields, support: Support, today: Day): AgeReason[] {
  if (support.kind !== 'ends' && support.kind !== 'ended') return []
  const ends = support.on
  const on = supportBoughtTo !== null && (ends === null || supportBoughtTo > ends) ? supportBoughtTo : ends
  // Ended on a day that nobody recorded: long enough ago.
  if (on === null) return [{ kind: 'support', on: '1970-01-01', passed: true, text: `Support of ${support.product} has ended` }]
  return [{ kind: 'support', on, passed: on < today, text: `${on === ends ? 'Support' : 'Bought support'} of ${support.product}` }]
}

/** A warranty alone makes nothing overdue: it is said, and a server's counts as its age does. */
function standingOf(reasons: readonly AgeReason[], support: Support, today: Day): Asset['standing'] {
  const weighing = reasons.filter(({ kind }) => kind !== 'warranty')
  if (weighing.some(({ passed }) => passed)) return 'overdue'
  if (weighing.some(({ on }) => on < addDays(today, SOON_DAYS))) return 'soon'
  if (weighing.length > 0 || support.kind === 'no-end-announced') return 'good'
  return 'unknown'
}

function replacementOf({ replacementMinor, priceMinor, kind }: AssetFields, { prices }: Terms): Asset['replacement'] {
  if (replacementMinor !== null) return { minor: replacementMinor, from: 'asset' }
  const listed = prices[kind]
  if (listed !== undefined) return { minor: listed, from: 'list' }
  return priceMinor === null ? { minor: null, from: 'nothing' } : { minor: priceMinor, from: 'purchase' }
}

function life(months: number): string {
  return months % 12 === 0 ? `${months / 12} ${months === 12 ? 'year' : 'years'}` : `${months} months`
}
