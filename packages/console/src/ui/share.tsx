/** A share as a figure over a thin bar; null is not known. */
import type { JSX } from 'react'
import { percent } from './format.ts'
import { NotKnown } from './not-known.tsx'
import './share.css'

export function Share({ value }: { value: number | null }): JSX.Element {
  if (value === null) return <NotKnown />
  return (
    <span className="share">
      <span>{percent(value)}</span>
      <span className="share-track" aria-hidden="true">
        <span className="share-bar" style={{ width: `${Math.min(100, Math.max(0, value * 100))}%` }} />
      </span>
    </span>
  )
}
