/** A cell for each day with the level of its proof; each cell with a test opens it. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import type { DayCell } from './standing.ts'
import './day-strip.css'

export function DayStrip({ cells, deviceId, label }: { cells: readonly DayCell[]; deviceId: string; label: string }): JSX.Element {
  return (
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
              {SIGNS[cell.tone ?? 'good'] || <Level level={cell.level} />}
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Where there is little room its digit alone. */
function Level({ level }: { level: string }): JSX.Element {
  return (
    <span>
      <span className="strip-letter">{level.slice(0, 1)}</span>
      {level.slice(1)}
    </span>
  )
}

/** Where the level says nothing, a sign does; colour is never alone. */
const SIGNS = { good: '', attention: '', broken: '×', unknown: '?' } as const
