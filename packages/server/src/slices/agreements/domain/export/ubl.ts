/** An approved invoice as UBL 2.1, in the core that EN 16931 asks of it (CEN/TS 16931-3-2). */
import { currencyDigits } from '@mainstay/kernel'
import type { InvoiceLine, Party } from '@mainstay/contract/agreements'
import { amountText } from './amount.ts'
import type { NumberedInvoice } from './csv.ts'

export type UblInvoice = NumberedInvoice & { seller: Party; buyer: Party }

export function invoiceUbl({ number, issuedOn, dueOn, seller, buyer, document }: UblInvoice): string {
  const { currency, lines, netMinor, taxMinor, totalMinor, taxBasisPoints, iban, month } = document
  const digits = currencyDigits(currency)
  const amount = (name: string, minor: number): string => `<cbc:${name} currencyID="${currency}">${amountText(minor, digits)}</cbc:${name}>`
  const category = `<cbc:ID>${taxBasisPoints === 0 ? 'Z' : 'S'}</cbc:ID><cbc:Percent>${amountText(taxBasisPoints, 2)}</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>`
  const [from, to] = [`${month}-01`, lastDay(month)]
  const parts = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">',
    '<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>',
    `<cbc:ID>${xml(number)}</cbc:ID>`,
    `<cbc:IssueDate>${issuedOn}</cbc:IssueDate>`,
    `<cbc:DueDate>${dueOn}</cbc:DueDate>`,
    // UNTDID 1001: a commercial invoice.
    '<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>',
    `<cbc:DocumentCurrencyCode>${currency}</cbc:DocumentCurrencyCode>`,
    `<cac:InvoicePeriod><cbc:StartDate>${from}</cbc:StartDate><cbc:EndDate>${to}</cbc:EndDate></cac:InvoicePeriod>`,
    `<cac:AccountingSupplierParty>${party(seller)}</cac:AccountingSupplierParty>`,
    `<cac:AccountingCustomerParty>${party(buyer)}</cac:AccountingCustomerParty>`,
    ...(iban === null
      ? []
      : // UNTDID 4461: a credit transfer.
        [
          `<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cbc:PaymentID>${xml(number)}</cbc:PaymentID><cac:PayeeFinancialAccount><cbc:ID>${xml(iban)}</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>`,
        ]),
    `<cac:TaxTotal>${amount('TaxAmount', taxMinor)}<cac:TaxSubtotal>${amount('TaxableAmount', netMinor)}${amount('TaxAmount', taxMinor)}<cac:TaxCategory>${category}</cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>`,
    `<cac:LegalMonetaryTotal>${amount('LineExtensionAmount', netMinor)}${amount('TaxExclusiveAmount', netMinor)}${amount('TaxInclusiveAmount', totalMinor)}${amount('PayableAmount', totalMinor)}</cac:LegalMonetaryTotal>`,
    ...lines.map((line, n) => ublLine(line, n + 1, amount, category)),
    '</Invoice>',
  ]
  return `${parts.join('\n')}\n`
}

/**
 * The line is one unit of its amount, and the quantity and price stand in its description: a price times a quantity that is a fraction of days
 * would not give the rounded amount again, as EN 16931 (BR-CO-10 and its tools) expect.
 */
function ublLine(line: InvoiceLine, id: number, amount: (name: string, minor: number) => string, category: string): string {
  return [
    `<cac:InvoiceLine><cbc:ID>${id}</cbc:ID><cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>${amount('LineExtensionAmount', line.amountMinor)}`,
    `<cac:Item><cbc:Description>${xml(line.arithmetic)}</cbc:Description><cbc:Name>${xml(line.text)}</cbc:Name><cac:ClassifiedTaxCategory>${category}</cac:ClassifiedTaxCategory></cac:Item>`,
    `<cac:Price>${amount('PriceAmount', line.amountMinor)}</cac:Price></cac:InvoiceLine>`,
  ].join('')
}

function party({ name, street, city, postCode, country, vatId }: Party): string {
  const tax =
    vatId === null
      ? ''
      : `<cac:PartyTaxScheme><cbc:CompanyID>${xml(vatId)}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>`
  return `<cac:Party><cac:PostalAddress><cbc:StreetName>${xml(street)}</cbc:StreetName><cbc:CityName>${xml(city)}</cbc:CityName><cbc:PostalZone>${xml(postCode)}</cbc:PostalZone><cac:Country><cbc:IdentificationCode>${country}</cbc:IdentificationCode></cac:Country></cac:PostalAddress>${tax}<cac:PartyLegalEntity><cbc:RegistrationName>${xml(name)}</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party>`
}

function lastDay(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
}

/** Text for an element; what XML 1.0 cannot hold is left out. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
