/** The four tones that colours stand for, everywhere: a state, a verdict or a standing is shown as one of them. */
import type { State } from '@mainstay/contract'
import type { Tone } from '@mainstay/contract/reports'

export type { Tone }

/** Worst first: what is broken, then what is not known, since nobody can vouch for it, then what needs care. */
export const TONES: readonly Tone[] = ['broken', 'unknown', 'attention', 'good']

export const toneWord: Record<Tone, string> = { good: 'Good', attention: 'Needs attention', broken: 'Broken', unknown: 'Not known' }

const OF_STATE: Record<State, Tone> = { ok: 'good', warning: 'attention', critical: 'broken', unknown: 'unknown' }
export const stateWord: Record<State, string> = { ok: 'OK', warning: 'Warning', critical: 'Critical', unknown: 'Unknown' }

export function toneOfState(state: State): Tone {
  return OF_STATE[state]
}

/** The worst of several; nothing at all is not known, never good. */
export function worst(tones: readonly Tone[]): Tone {
  return TONES.find((tone) => tones.includes(tone)) ?? 'unknown'
}
