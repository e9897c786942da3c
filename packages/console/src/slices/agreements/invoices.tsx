/** A client's invoices, a line each; a month is drafted here. */
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { InvoiceRow } from '@mainstay/contract/agreements'
import { useMay } from '../../app/session.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, FormFailure } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { InvoiceBody } from './invoice-body.tsx'
import { invoiceQuery, invoicesQuery, useDraftInvoice } from './queries.ts'
import { lastMonth, money } from './wording.ts'

export function Invoices({ clientId, today }: { clientId: string; today: string }): JSX.Element {
  const mayWrite = useMay('agreements.write')
  return (
    <Section title="Invoices">
      <div className="stack">
        {mayWrite ? <NewDraft clientId={clientId} today={today} /> : null}
        <Loaded query={useQuery(invoicesQuery(clientId))} skeleton={<RowsSkeleton rows={2} />}>
          {({ invoices }) =>
            invoices.length === 0 ? (
              <Empty title="No month was billed yet">Draft one: it is made of what was really covered and worked, day by day.</Empty>
            ) : (
              <div className="stack">
                {invoices.map((row) => (
                  <OneInvoice key={row.id} row={row} />
                ))}
              </div>
            )
          }
        </Loaded>
      </div>
    </Section>
  )
}

function NewDraft({ clientId, today }: { clientId: string; today: string }): JSX.Element {
  const [month, setMonth] = useState(() => lastMonth(today))
  const draft = useDraftInvoice(clientId)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    draft.mutate(month)
  }
  return (
    <form className="card stack" onSubmit={submit} aria-label="Draft a month">
      <div className="row">
        <TextInput label="Month" type="month" required value={month} onChange={(e) => setMonth(e.currentTarget.value)} />
        <Button type="submit" mt="auto" loading={draft.isPending}>
          Draft the invoice
        </Button>
      </div>
      <FormFailure error={draft.error} />
    </form>
  )
}

function OneInvoice({ row }: { row: InvoiceRow }): JSX.Element {
  const { month, totalMinor, currency, status, number, approved } = row
  // A draft is there to be read; of what was approved the sums are enough until somebody asks.
  const [open, setOpen] = useState(status === 'draft')
  return (
    <details className="card" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary className="row-between">
        <strong>
          {month}: {money(totalMinor, currency)}
        </strong>
        <span className="soft">{status === 'draft' ? 'draft' : `${number ?? ''}, approved by ${approved?.by ?? ''}`}</span>
      </summary>
      {open ? <Whole clientId={row.clientId} id={row.id} /> : null}
    </details>
  )
}

function Whole({ clientId, id }: { clientId: string; id: string }): JSX.Element {
  return (
    <Loaded query={useQuery(invoiceQuery(clientId, id))} skeleton={<RowsSkeleton rows={3} />}>
      {(invoice) => <InvoiceBody invoice={invoice} />}
    </Loaded>
  )
}
