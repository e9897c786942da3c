/** RPO and RTO: achieved beside promised. */
import type { JSX } from 'react'
import { duration } from '../../ui/format.ts'
import { NotKnown } from '../../ui/not-known.tsx'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { against } from './standing.ts'

export function Achieved({ seconds, promised }: { seconds: number | null; promised: number | undefined }): JSX.Element {
  if (seconds === null) return <NotKnown />
  const { tone, text } = against(seconds, promised)
  return tone === 'unknown' ? <span>{text}</span> : <ToneMark tone={tone}>{text}</ToneMark>
}

export function Promised({ seconds }: { seconds: number | undefined }): JSX.Element {
  return <span className="soft">{seconds === undefined ? 'nothing promised' : `at most ${duration(seconds)} promised`}</span>
}
