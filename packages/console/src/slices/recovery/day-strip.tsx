/** A cell for each day with the level of its proof; each cell with a test opens it. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import type { DayCell } from './standing.ts'
import './day-strip.css'

export function DayStrip({ cells, deviceId, label }: { cells: readonly DayCell[]; deviceId: string; label: string }): JSX.Element {
  return (
    <div className="strip-box">
      <ul className="strip" aria-label={label}>
        {cells.map((cell) => (
          <li key={cell.day}>
            {cell.proofId === null ? (
              <span className="strip-cell strip-none" title={cell.label}>
                <span className="visually-hidden">{cell.label}</span>
              </span>
            ) : (
              <Link
                to="/devices/$deviceId/proofs/$proofId"
                params={{ deviceId, proofId: cell.proofId }}
                className={`strip-cell strip-${cell.tone ?? 'none'}`}
                title={cell.label}
                aria-label={cell.label}
              >
                {SIGNS[cell.tone ?? 'good'] || cell.level}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Where the level says nothing, a sign does; colour is never alone. */
const SIGNS = { good: '', attention: '', broken: '×', unknown: '?' } as const
