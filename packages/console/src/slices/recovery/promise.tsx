/** RPO and RTO: achieved beside promised. */
import type { JSX } from 'react'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
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

/** Both, small, for a row. */
export function PromiseCells({ recovery }: { recovery: DeviceRecovery }): JSX.Element {
  const { promised, rpoSeconds, rto } = recovery
  return (
    <>
      <td className="num">
        <Achieved seconds={rpoSeconds} promised={promised?.rpoSeconds} />
        <div className="small soft">{promised ? `of ${duration(promised.rpoSeconds)}` : ''}</div>
      </td>
      <td className="num">
        <Achieved seconds={rto.last} promised={promised?.rtoSeconds} />
        <div className="small soft">{promised ? `of ${duration(promised.rtoSeconds)}` : ''}</div>
      </td>
    </>
  )
}
