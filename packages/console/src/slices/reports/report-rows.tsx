/** Reports as rows: client, month, verdict. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { Ago } from '../../ui/ago.tsx'
import { Icon, ToneShape } from '../../ui/icons.tsx'
import { toneWord } from '../../ui/tone.ts'
import { monthName } from '../../ui/when.ts'
import type { ReportItem } from './queries.ts'
import './report-rows.css'

export function ReportRows({ reports, withClient = true }: { reports: readonly ReportItem[]; withClient?: boolean }): JSX.Element {
  const newestFirst = [...reports].sort(
    (a, b) => b.month.localeCompare(a.month) || a.clientName.localeCompare(b.clientName) || b.version - a.version,
  )
  return (
    <div className="card card-flush">
      {newestFirst.map((report) => (
        <Link key={report.id} to="/reports/$reportId" params={{ reportId: report.id }} className="list-row">
          <ToneShape tone={report.tone} size={20} />
          <span className="grow">
            <strong>
              {withClient ? `${report.clientName}, ` : ''}
              {monthName(report.month)}
            </strong>
            {report.version > 1 ? <span className="soft"> version {report.version}</span> : null}
            <span className="visually-hidden">{toneWord[report.tone]}: </span>
            <span className="soft clip report-verdict">{report.verdict}</span>
          </span>
          <span className="soft small">{stateOf(report)}</span>
          <Icon name="next" />
        </Link>
      ))}
    </div>
  )
}

function stateOf({ status, approvedAt, replacedBy }: ReportItem): JSX.Element {
  if (replacedBy !== null) return <>replaced</>
  if (status === 'draft' || approvedAt === null) return <>draft</>
  return (
    <>
      approved <Ago at={approvedAt} />
    </>
  )
}
