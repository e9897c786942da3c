/** Time left, or how a clock ended, with its tone where it has one. */
import type { JSX } from 'react'
import { ToneMark, TonePill } from '../../ui/tone-mark.tsx'
import type { TimeLeft } from './wording.ts'

export function Told({ left: { tone, text }, pill = false }: { left: TimeLeft; pill?: boolean }): JSX.Element {
  if (tone === null) return <span>{text}</span>
  return pill ? <TonePill tone={tone}>{text}</TonePill> : <ToneMark tone={tone}>{text}</ToneMark>
}
