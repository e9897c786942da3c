/** A tone as shape, word and colour together: inline, or as a pill. */
import type { JSX, ReactNode } from 'react'
import type { State } from '@mainstay/contract'
import { ToneShape } from './icons.tsx'
import { stateWord, type Tone, toneOfState, toneWord } from './tone.ts'

export function ToneMark({ tone, children }: { tone: Tone; children?: ReactNode }): JSX.Element {
  return (
    <span className={`mark mark-${tone}`}>
      <ToneShape tone={tone} />
      <span>{children ?? toneWord[tone]}</span>
    </span>
  )
}

export function TonePill({ tone, children }: { tone: Tone; children?: ReactNode }): JSX.Element {
  return (
    <span className={`pill pill-${tone}`}>
      <ToneShape tone={tone} size={12} />
      <span>{children ?? toneWord[tone]}</span>
    </span>
  )
}

export function StateMark({ state }: { state: State }): JSX.Element {
  return <ToneMark tone={toneOfState(state)}>{stateWord[state]}</ToneMark>
}
