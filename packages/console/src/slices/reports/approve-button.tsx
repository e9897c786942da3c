/** Approving a report; one of a month that is still running asks again, since what comes later would be in no report. */
import { Button, Group, Modal } from '@mantine/core'
import type { UseMutationResult } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import type { ReportView } from '@mainstay/contract/reports'
import { useNow } from '../../ui/now.ts'
import { monthName } from '../../ui/when.ts'
import type { Approval } from './queries.ts'
import { isRunning } from './wording.ts'

type Props = { report: ReportView; disabled: boolean; approve: UseMutationResult<ReportView, Error, Approval> }

export function ApproveButton({ report, disabled, approve }: Props): JSX.Element {
  const running = isRunning(report, useNow())
  const [asking, setAsking] = useState(false)
  const month = monthName(report.month)
  const { dataAsOf } = report
  return (
    <>
      <Button disabled={disabled} loading={approve.isPending} onClick={() => (running ? setAsking(true) : approve.mutate({ dataAsOf }))}>
        Approve for {report.clientName}
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={`${month} is not over yet`} centered>
        <div className="stack">
          <p>
            An approved report does not change: what is recorded until the end of {month} would be missing from it. A later version can
            replace it.
          </p>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)}>
              Keep the draft
            </Button>
            <Button
              onClick={() => {
                setAsking(false)
                approve.mutate({ dataAsOf, beforeMonthEnds: true })
              }}
            >
              Approve it now
            </Button>
          </Group>
        </div>
      </Modal>
    </>
  )
}
