/** Twelve months as bars: certain, likely on top, and what is possible as an outline; the table behind it has every figure. */
import type { JSX } from 'react'
import type { MonthIncome } from '@mainstay/contract/agreements'
import { TableCard } from '../../ui/table-card.tsx'
import { money } from './wording.ts'
import './money.css'

export function IncomeBars({ months, currency }: { months: readonly MonthIncome[]; currency: string }): JSX.Element {
  const most = Math.max(1, ...months.map(({ possibleMinor }) => possibleMinor))
  const share = (minor: number): string => `${(100 * minor) / most}%`
  return (
    <div className="stack">
      <div className="card income-bars" aria-hidden="true">
        {months.map(({ month, certainMinor, likelyMinor, possibleMinor }) => (
          <div key={month} className="income-month">
            <div className="income-bar">
              <div className="income-possible" style={{ height: share(possibleMinor) }} />
              <div className="income-likely" style={{ height: share(likelyMinor ?? certainMinor) }} />
              <div className="income-certain" style={{ height: share(certainMinor) }} />
            </div>
            <span className="small soft">{month.slice(5)}</span>
          </div>
        ))}
      </div>
      <p className="soft small">
        <span className="income-key income-certain" /> certain <span className="income-key income-likely" /> likely{' '}
        <span className="income-key income-possible" /> possible, if each agreement goes on
      </p>
      <TableCard label={`Income by month in ${currency}`}>
        <table className="table">
          <thead>
            <tr>
              <th>Month</th>
              <th className="num">Certain</th>
              <th className="num">Likely</th>
              <th className="num">Possible</th>
            </tr>
          </thead>
          <tbody>
            {months.map(({ month, certainMinor, likelyMinor, possibleMinor }) => (
              <tr key={month}>
                <td>{month}</td>
                <td className="num">{money(certainMinor, currency)}</td>
                <td className="num">{likelyMinor === null ? 'not known' : money(likelyMinor, currency)}</td>
                <td className="num">{money(possibleMinor, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableCard>
    </div>
  )
}
