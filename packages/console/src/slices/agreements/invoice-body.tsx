/** One invoice: every line with its arithmetic, what differs from the month before, approval, files for accounting. */
import { Button } from '@mantine/core'
import type { JSX } from 'react'
import type { Invoice } from '@mainstay/contract/agreements'
import { useMay } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { FormFailure, Notice } from '../../ui/messages.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { useApproveInvoice } from './queries.ts'
import { money } from './wording.ts'

export function InvoiceBody({ invoice }: { invoice: Invoice }): JSX.Element {
  const { document, status, approved } = invoice
  const { month, currency, lines, netMinor, taxBasisPoints, taxMinor, totalMinor, differences, remarks, plan, dueOn } = document
  const at = `/api/clients/${invoice.clientId}/invoices/${invoice.id}`
  return (
    <div className="stack">
      <p className="soft">
        {plan}
        {approved === null ? null : (
          <>
            , approved <Ago at={approved.at} />
            {dueOn === null ? null : `, to be paid by ${dueOn}`}
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
