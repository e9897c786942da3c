/** When each asset is due, by its ages, and what waiting is worth: what the planner is asked with. Nothing is left out without a reason. */
import type { Asset, RefreshAsset } from '@mainstay/contract/lifecycle'
import { type Quarter, quarterName, quarterOf } from '../refresh/quarter.ts'

export type Horizon = { from: Quarter; quarters: number }
export type Due = { refresh: RefreshAsset; why: string }
export type Left = { id: string; name: string; why: string }

/** The worth of each quarter of waiting, as a share of the price. A weight that orders the plan, and no forecast. */
export const WAITING = { ordinary: 0.02, manyStop: 0.03, unsupported: 0.12, beforeDeadline: 0.01 } as const

/** Many people stop when one of these does. */
const MANY_STOP: ReadonlySet<Asset['kind']> = new Set(['server', 'storage', 'firewall', 'switch'])

export function dueAssets(assets: readonly Asset[], horizon: Horizon): { due: Due[]; left: Left[] } {
  const due: Due[] = []
  const left: Left[] = []
  for (const asset of assets) {
    if (asset.retiredAt !== null) continue
    const found = dueOf(asset, horizon)
    if ('refresh' in found) due.push(found)
    else left.push({ id: asset.id, name: asset.name, why: found.why })
  }
  return { due, left }
}

function dueOf(asset: Asset, horizon: Horizon): Due | { why: string } {
  const end = horizon.from + horizon.quarters - 1
  const pinned = pinOf(asset, horizon)
  const [age, support] = [dateOf(asset, 'age'), dateOf(asset, 'support')]
  const first = [age, support].filter((one) => one !== null).sort()[0]
  if (first === undefined && pinned === null) return { why: withoutDates(asset) }
  if (pinned === null && first !== undefined && quarterAt(first) > end)
    return { why: `It is not due before ${quarterName(quarterAt(first))}.` }
  const { minor } = asset.replacement
  if (minor === null) return { why: 'What a replacement costs is not known: write it at the asset, or a price for its kind.' }
  const window = windowOf(age, support, horizon)
  return {
    refresh: {
      id: asset.id,
      kind: asset.kind,
      cost: minor,
      ...window,
      risk: minor * waitingShare(asset, support, horizon),
      pin: pinned,
      bundle: asset.bundle === '' ? null : asset.bundle,
    },
    why: whyOf(asset, age, support),
  }
}

/** After its useful life; before the end of support, from a year ahead on. What has ended already has no deadline left to keep: it goes first by its weight. */
function windowOf(age: string | null, support: string | null, { from, quarters }: Horizon) {
  const [ageAt, supportAt] = [age === null ? null : quarterAt(age), support === null ? null : quarterAt(support)]
  const soonest = Math.min(ageAt ?? Number.POSITIVE_INFINITY, supportAt === null ? Number.POSITIVE_INFINITY : supportAt - 3)
  const earliest = Number.isFinite(soonest) ? Math.max(from, soonest) : from
  const deadline = supportAt !== null && supportAt >= from && supportAt <= from + quarters - 1 ? supportAt : null
  return { earliest: quarterName(earliest), deadline: deadline === null ? null : quarterName(deadline) }
}

function waitingShare({ kind }: Asset, support: string | null, { from }: Horizon): number {
  if (support !== null && quarterAt(support) < from) return WAITING.unsupported
  if (support !== null) return Math.max(WAITING.beforeDeadline, MANY_STOP.has(kind) ? WAITING.manyStop : WAITING.beforeDeadline)
  return MANY_STOP.has(kind) ? WAITING.manyStop : WAITING.ordinary
}

/** A pin that has passed does not count: the thing was not done, and is due again. */
function pinOf({ pin }: Asset, { from }: Horizon): string | null {
  return pin !== null && quarterOf(pin) >= from ? pin : null
}

function dateOf({ reasons }: Asset, kind: 'age' | 'support'): string | null {
  return reasons.find((reason) => reason.kind === kind)?.on ?? null
}

function whyOf({ reasons, pin }: Asset, age: string | null, support: string | null): string {
  const said = reasons
    .filter(({ kind, on }) => (kind === 'age' && on === age) || (kind === 'support' && on === support) || kind === 'warranty')
    .map(({ text, on, passed }) => (on === '1970-01-01' ? text : `${text} ${passed ? 'ended' : 'ends'} ${on}`))
  if (pin !== null && said.length === 0) said.push('Put there by hand')
  return said.join('; ')
}

function withoutDates({ support, kind }: Asset): string {
  if (kind === 'virtual-machine' || kind === 'software') {
    if (support.kind === 'no-end-announced') return `${support.product} is supported, and no end is announced.`
    return support.kind === 'not-known' ? `When its support ends is not known. ${support.why}` : 'It is not due.'
  }
  return 'When it was bought is not known, so its age is not either.'
}

export function quarterAt(day: string): Quarter {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return year * 4 + Math.floor((month - 1) / 3)
}
