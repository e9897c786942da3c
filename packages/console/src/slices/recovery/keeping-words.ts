/** What is kept, in words and tones. */
import type { CopyStanding, DeviceKeeping } from '@mainstay/contract/recovery'
import { bytes } from '../../ui/format.ts'
import type { Tone } from '../../ui/tone.ts'

export type PointVerdict = DeviceKeeping['verdicts'][number]['verdict']

export const verdictTone: Record<PointVerdict, Tone> = { clean: 'good', suspect: 'broken', infected: 'broken', unscanned: 'unknown' }
export const verdictWord: Record<PointVerdict, string> = {
  clean: 'Clean',
  suspect: 'Suspect',
  infected: 'Infected or encrypted',
  unscanned: 'Not looked into',
}

export const copyTone: Record<CopyStanding['standing'], Tone> = {
  good: 'good',
  behind: 'attention',
  alarm: 'broken',
  silent: 'unknown',
  unproven: 'unknown',
}
export const copyWord: Record<CopyStanding['standing'], string> = {
  good: 'Whole, and proven there',
  behind: 'Not all of it yet',
  alarm: 'Found something wrong',
  silent: 'Silent: nothing is known of it',
  unproven: 'Not proven there',
}

export function usedTone({ used, settings }: Pick<DeviceKeeping, 'used' | 'settings'>): Tone {
  if (used === null) return 'unknown'
  if (settings.quotaBytes === null) return 'good'
  const share = used.bytes / settings.quotaBytes
  return share >= 1 ? 'broken' : share >= 0.8 ? 'attention' : 'good'
}

export function usedWords({ used, settings }: Pick<DeviceKeeping, 'used' | 'settings'>): string {
  if (used === null) return 'not measured yet'
  if (settings.quotaBytes === null) return `${bytes(used.bytes)}, no quota`
  return `${bytes(used.bytes)} of ${bytes(settings.quotaBytes)} (${Math.floor((100 * used.bytes) / settings.quotaBytes)} %)`
}

export function keepWords({ keep, delayDays }: DeviceKeeping['settings']): string {
  const some = [
    `the last ${keep.last}`,
    ...(['daily', 'weekly', 'monthly', 'yearly'] as const).filter((of) => keep[of] > 0).map((of) => `${keep[of]} ${of}`),
  ]
  return `${some.join(', ')}; what may go is removed after ${delayDays} ${delayDays === 1 ? 'day' : 'days'}`
}
