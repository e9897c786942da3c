/** One report: read page one at full size, write the paragraph, approve. */
import { Button, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import type { ReportView } from '@mainstay/contract/reports'
import { useMay } from '../../app/session.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { FormFailure, Notice } from '../../ui/messages.tsx'
import { Page } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { TonePill } from '../../ui/tone-mark.tsx'
import { monthName } from '../../ui/when.ts'
import { ApproveButton } from './approve-button.tsx'
import { PageOne } from './page-one.tsx'
import { reportQuery, unprintableQuery, useApprove, useDraftReport, useWriteParagraph } from './queries.ts'
import { notPrinted, whyNotApprove } from './wording.ts'
import './report.css'

export function Report(): JSX.Element {
  const { reportId } = useParams({ from: '/app/reports/$reportId' })
  return (
    <Loaded query={useQuery(reportQuery(reportId))} skeleton={<TitleSkeleton />}>
      {(report) => <Whole report={report} />}
    </Loaded>
  )
}

function Whole({ report }: { report: ReportView }): JSX.Element {
  const approved = report.status === 'approved'
  return (
    <Page
      wide
      title={`${report.clientName}, ${monthName(report.month)}: ${approved ? 'approved' : 'a draft'}`}
      over={<Link to="/reports">Reports</Link>}
      lead={
        approved
          ? 'The client sees it in the portal. It does not change any more.'
          : 'The client does not see it until a person approves it.'
      }
      actions={
        <>
          <TonePill tone={approved ? 'good' : 'attention'}>{approved ? 'Approved' : 'Draft'}</TonePill>
          <Button variant="default" component="a" href={`/api/reports/${report.id}/pdf`} target="_blank" rel="noreferrer">
            Open the PDF
          </Button>
        </>
      }
    >
      <div className="report-desk">
        <PageOne report={report} linked />
        <aside className="report-side" aria-label="From draft to approved">
          {approved ? <Correct report={report} /> : <Desk key={report.id} report={report} />}
        </aside>
      </div>
    </Page>
  )
}

function Desk({ report }: { report: ReportView }): JSX.Element {
  const saved = report.paragraph.text
  const [text, setText] = useState(saved)
  const [shown, setShown] = useState(saved)
  const write = useWriteParagraph(report.id)
  const approve = useApprove(report.id)
  const redraft = useDraftReport()
  const mayWrite = useMay('reports.write')
  const mayApprove = useMay('reports.approve')
  // Another person's save, or a new draft, replaces what is in the field; typing does not.
  if (shown !== saved) {
    setShown(saved)
    setText(saved)
  }
  const obstacle = whyNotApprove({ status: report.status, author: report.paragraph.author, text, saved })
  return (
    <div className="card desk">
      <Textarea
        label="Your paragraph"
        description="What the month means for this client, in your words. It is signed with your name."
        autosize
        minRows={6}
        maxLength={2000}
        disabled={!mayWrite}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <div className="stack">
        <Button
          variant="default"
          disabled={!mayWrite || text.trim() === '' || (text === saved && report.paragraph.author !== null)}
          loading={write.isPending}
          onClick={() => write.mutate(text.trim())}
        >
          Save the paragraph
        </Button>
        <ApproveButton report={report} disabled={!mayApprove || obstacle !== null} approve={approve} />
        <NotPrinted reportId={report.id} version={`${report.dataAsOf} ${saved}`} />
        <p className="soft">{obstacle ?? 'The client sees it at once. It does not change afterwards.'}</p>
        <FormFailure error={write.error ?? approve.error ?? redraft.error} />
        {mayWrite ? (
          <Button
            variant="subtle"
            loading={redraft.isPending}
            onClick={() => redraft.mutate({ clientId: report.clientId, month: report.month })}
          >
            Read the records again
          </Button>
        ) : null}
      </div>
    </div>
  )
}

/** Before approval: afterwards nothing can be changed. */
function NotPrinted(read: { reportId: string; version: string }): JSX.Element | null {
  const texts = useQuery(unprintableQuery(read)).data?.texts ?? []
  if (texts.length === 0) return null
  return (
    <Notice tone="attention" title="The PDF cannot print every sign">
      <ul>
        {texts.map(({ text, signs }) => (
          <li key={text}>{notPrinted(text, signs)}</li>
        ))}
      </ul>
    </Notice>
  )
}

function Correct({ report }: { report: ReportView }): JSX.Element {
  const draft = useDraftReport()
  const navigate = useNavigate()
  const correct = (): void =>
    draft.mutate(
      { clientId: report.clientId, month: report.month, replaces: report.id },
      { onSuccess: ({ id }) => void navigate({ to: '/reports/$reportId', params: { reportId: id } }) },
    )
  return (
    <div className="card stack">
      <h3>
        Approved by {report.approved?.by}, version {report.version}
      </h3>
      <p className="soft">Something in it is wrong? A new version replaces it once it is approved; this one is kept.</p>
      {useMay('reports.write') ? (
        <div>
          <Button variant="default" loading={draft.isPending} onClick={correct}>
            Draft a correction
          </Button>
        </div>
      ) : null}
      <FormFailure error={draft.error} />
    </div>
  )
}
