import { currencyDigits } from '@mainstay/kernel'
import type { InvoiceDocument, Party } from '@mainstay/contract/agreements'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amountText } from './amount.ts'
import { invoiceCsv } from './csv.ts'
import { invoiceUbl } from './ubl.ts'

const party = (name: string): Party => ({
  name,
  street: 'Street 1',
  city: 'Berlin',
  postCode: '10115',
  country: 'DE',
  vatId: 'DE123456789',
})
const line = (text: string, amountMinor: number): InvoiceDocument['lines'][number] => ({
  kind: 'flat',
  text,
  quantity: '1',
  unitMinor: amountMinor,
  amountMinor,
  arithmetic: `=${text}`,
  items: [],
})

function invoice(lines: InvoiceDocument['lines'], currency = 'EUR') {
  const netMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  const taxMinor = Math.round(netMinor * 0.19)
  const document: InvoiceDocument = {
    month: '2028-02',
    zone: 'Europe/Berlin',
    clientName: 'Acme, "the" firm',
    agreementId: null,
    plan: 'P',
    currency,
    rounding: 'half-up',
    lines,
    netMinor,
    taxBasisPoints: 1900,
    taxMinor,
    totalMinor: netMinor + taxMinor,
    differences: [],
    remarks: [],
    seller: party('MSP'),
    buyer: party('Acme'),
    issuedOn: null,
    dueOn: null,
    iban: 'DE89370400440532013000',
  }
  return { number: '2028-00001', issuedOn: '2028-03-01', dueOn: '2028-03-15', document }
}
const ubl = (lines: InvoiceDocument['lines'], currency?: string) =>
  invoiceUbl({ ...invoice(lines, currency), seller: party('MSP'), buyer: party('Acme') })
const amounts = (xml: string, name: string) =>
  [...xml.matchAll(new RegExp(`<cbc:${name} currencyID="EUR">(-?[\\d.]+)<`, 'g'))].map(([, amount]) => Math.round(Number(amount) * 100))

/** The order in which UBL 2.1 (Invoice-2, xsd:sequence) wants the children that are used here. */
const ORDER = [
  'CustomizationID',
  'ID',
  'IssueDate',
  'DueDate',
  'InvoiceTypeCode',
  'DocumentCurrencyCode',
  'InvoicePeriod',
  'AccountingSupplierParty',
  'AccountingCustomerParty',
  'PaymentMeans',
  'TaxTotal',
  'LegalMonetaryTotal',
  'InvoiceLine',
]

/** Children of the root, by counting tags: what is opened is closed, in its place. */
function childrenOf(xml: string): string[] {
  const open: string[] = []
  const children: string[] = []
  for (const [, slash, name = ''] of xml.matchAll(/<(\/?)([A-Za-z:]+)[^<>?]*>/g)) {
    if (slash === '/') {
      if (open.pop() !== name) throw new Error(`${name} is closed out of its place`)
    } else {
      if (open.length === 1) children.push(name.replace(/^c[ab]c:/, ''))
      open.push(name)
    }
  }
  expect(open).toEqual([])
  return children
}

test('UBL keeps the rules of sums of EN 16931 (BR-CO-10, 13, 15, 17), and its elements stand in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.nat(10_000_000)), { minLength: 1, maxLength: 5 }), (rows) => {
      const xml = ubl(rows.map(([text, amount]) => line(text, amount)))
      const [, ...lineAmounts] = amounts(xml, 'LineExtensionAmount')
      const [sum = 0] = amounts(xml, 'LineExtensionAmount')
      expect(lineAmounts.reduce((a, b) => a + b, 0)).toBe(sum)
      const [[net = 0], [gross = 0], [due], [tax = 0]] = [
        amounts(xml, 'TaxExclusiveAmount'),
        amounts(xml, 'TaxInclusiveAmount'),
        amounts(xml, 'PayableAmount'),
        amounts(xml, 'TaxAmount'),
      ]
      expect([net, gross, due, tax]).toEqual([sum, net + tax, gross, Math.round(net * 0.19)])
      expect([...new Set(childrenOf(xml))]).toEqual(ORDER)
    }),
    { numRuns: 30 },
  )
})

test('what EN 16931 asks for is there: process, type, period, parties with country and identifier, means of payment, category', () => {
  const xml = ubl([line('Flat & more <b>', 10_000)])
  for (const part of [
    '<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>',
    '<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>',
    '<cbc:StartDate>2028-02-01</cbc:StartDate><cbc:EndDate>2028-02-29</cbc:EndDate>',
    '<cbc:IdentificationCode>DE</cbc:IdentificationCode>',
    '<cbc:CompanyID>DE123456789</cbc:CompanyID>',
    '<cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>',
    '<cbc:Percent>19.00</cbc:Percent>',
    '<cbc:Name>Flat &amp; more &lt;b&gt;</cbc:Name>',
  ])
    expect(xml).toContain(part)
})

test('amounts have the decimals of their currency', () => {
  expect([amountText(5, 2), amountText(-123, 2), amountText(120, currencyDigits('JPY')), amountText(1234, currencyDigits('KWD'))]).toEqual([
    '0.05',
    '-1.23',
    '120',
    '1.234',
  ])
  expect(ubl([line('x', 120)], 'JPY')).toContain('<cbc:PayableAmount currencyID="JPY">143</cbc:PayableAmount>')
})

test('CSV quotes what it must, and nothing in it begins like a formula', () => {
  const text = invoiceCsv(invoice([line('=HYPERLINK("x")', 100), line('two\nlines', 200)]))
  const [, first = ''] = text.split('\r\n')
  expect(first).toContain(`"'=HYPERLINK(""x"")"`)
  expect(first).toContain('"Acme, ""the"" firm"')
  expect(text).toContain('"two\nlines"')
  expect(text.trimEnd().split('\r\n').at(-1)).toContain('VAT 19 %,,,0.57,EUR')
})
