/** A client's invoices: a draft of a month with all its arithmetic, approval, files for accounting. */
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { Invoice } from '@mainstay/contract/agreements'
import { useMay } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, FormFailure, Notice } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { invoicesQuery, useApproveInvoice, useDraftInvoice } from './queries.ts'
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
                {invoices.map((invoice) => (
                  <OneInvoice key={invoice.id} invoice={invoice} />
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

function OneInvoice({ invoice }: { invoice: Invoice }): JSX.Element {
  const { document, status, number, approved } = invoice
  const { month, currency, lines, netMinor, taxBasisPoints, taxMinor, totalMinor, differences, remarks, plan } = document
  const at = `/api/clients/${invoice.clientId}/invoices/${invoice.id}`
  return (
    <details className="card" open={status === 'draft'}>
      <summary className="row-between">
        <strong>
          {month}: {money(totalMinor, currency)}
        </strong>
        <span className="soft">{status === 'draft' ? 'draft' : `${number ?? ''}, approved by ${approved?.by ?? ''}`}</span>
      </summary>
      <div className="stack">
        <p className="soft">
          {plan}
          {approved === null ? null : (
            <>
              , approved <Ago at={approved.at} />
            </>
          )}
        </p>
        {remarks.map((remark) => (
          <Notice key={remark} tone="attention" title={remark} />
        ))}
        <TableCard label={`Lines of ${month}`}>
          <table className="table">
            <thead>
              <tr>
                <th>What, and how it comes about</th>
                <th className="num">Amount</th>
              </tr>
            </thead>
            <tbody>
              {lines.map(({ kind, text, arithmetic, amountMinor, items }) => (
                <tr key={`${kind} ${arithmetic}`}>
                  <td>
                    {text}
                    <div className="soft small">{arithmetic}</div>
                    {items.length === 0 ? null : (
                      <details className="small">
                        <summary>What was counted</summary>
                        <ul>
                          {items.map(({ name, days, minutes }) => (
                            <li key={`${name} ${days} ${minutes}`}>
                              {name}: {days === null ? `${minutes} min` : `${days} days`}
                            </li>
                          ))}
                        </ul>
                      </details>
                    )}
                  </td>
                  <td className="num">{money(amountMinor, currency)}</td>
                </tr>
              ))}
              <tr>
                <td>Before tax</td>
                <td className="num">{money(netMinor, currency)}</td>
              </tr>
              <tr>
                <td>VAT {taxBasisPoints / 100} %</td>
                <td className="num">{money(taxMinor, currency)}</td>
              </tr>
              <tr>
                <th scope="row">Total</th>
                <td className="num">
                  <strong>{money(totalMinor, currency)}</strong>
                </td>
              </tr>
            </tbody>
          </table>
        </TableCard>
        {differences.length === 0 ? null : (
          <div>
            <h3>What differs from the month before</h3>
            <ul className="stack-tight">
              {differences.map(({ kind, beforeMinor, nowMinor, why }) => (
                <li key={kind}>
                  {money(beforeMinor, currency)} became {money(nowMinor, currency)}: {why}
                </li>
              ))}
            </ul>
          </div>
        )}
        {status === 'draft' ? (
          <Approve invoice={invoice} />
        ) : (
          <p className="row attached">
            <a href={`${at}/csv`} download>
              CSV
            </a>
            <a href={`${at}/ubl`} download>
              UBL 2.1 (EN 16931)
            </a>
          </p>
        )}
      </div>
    </details>
  )
}

function Approve({ invoice }: { invoice: Invoice }): JSX.Element | null {
  const approve = useApproveInvoice(invoice.clientId)
  if (!useMay('agreements.approve')) return <p className="soft">An owner or a planner approves it.</p>
  return (
    <div className="stack-tight">
      <FormFailure error={approve.error} />
      <div className="row">
        <Button loading={approve.isPending} onClick={() => approve.mutate(invoice)}>
          Approve the invoice of {invoice.document.month}
        </Button>
        <span className="soft">It gets its number and is frozen.</span>
      </div>
    </div>
  )
}
