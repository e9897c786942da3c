/** An approved invoice as CSV (RFC 4180), one row for each line, for an accountant's program. */
import { currencyDigits } from '@mainstay/kernel'
import type { InvoiceDocument } from '@mainstay/contract/agreements'
import { amountText } from './amount.ts'

export type NumberedInvoice = { number: string; issuedOn: string; dueOn: string; document: InvoiceDocument }

const HEADER = [
  'invoice',
  'issued',
  'due',
  'client',
  'month',
  'line',
  'kind',
  'text',
  'quantity',
  'unit price',
  'amount',
  'currency',
  'arithmetic',
]

export function invoiceCsv({ number, issuedOn, dueOn, document }: NumberedInvoice): string {
  const { currency, clientName, month, lines, taxBasisPoints, taxMinor } = document
  const digits = currencyDigits(currency)
  const rows = lines.map((line, n) => [
    number,
    issuedOn,
    dueOn,
    clientName,
    month,
    String(n + 1),
    line.kind,
    line.text,
    line.quantity,
    amountText(line.unitMinor, digits),
    amountText(line.amountMinor, digits),
    currency,
    line.arithmetic,
  ])
  const tax = [
    number,
    issuedOn,
    dueOn,
    clientName,
    month,
    '',
    'tax',
    `VAT ${taxBasisPoints / 100} %`,
    '',
    '',
    amountText(taxMinor, digits),
    currency,
    '',
  ]
  return `${[HEADER, ...rows, tax].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

/** A cell that begins like a formula gets a quote in front: spreadsheets run what they open. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
