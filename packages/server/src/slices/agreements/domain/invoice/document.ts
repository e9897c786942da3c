/** An invoice as a document: lines, VAT on their sum, the differences and what to know before approving. */
import type { Billing, CoveredKind, InvoiceDocument, InvoiceLine, Party, PriceKind, Rounding } from '@mainstay/contract/agreements'
import { differences } from './differences.ts'
import { type Covered, type DraftInput, draftLines, NAMES, type WorkedTime } from './draft-lines.ts'
import { daysOf, isWithin } from './month-days.ts'
import { rounded } from './rounding.ts'

export type DocumentInput = {
  month: string
  currency: string
  rounding: Rounding
  /** One for each agreement that holds in the month; of one currency, rounding and tax. */
  parts: readonly Omit<DraftInput, 'month' | 'currency' | 'rounding' | 'covered' | 'time'>[]
  covered: readonly Covered[]
  time: readonly WorkedTime[]
  zone: string
  clientName: string
  /** Null: break/fix. */
  agreementId: string | null
  plan: string
  taxBasisPoints: number
  buyer: Party | null
  billing: Billing | null
  /** Days whose coverage was counted. */
  countedDays: ReadonlySet<string>
  /** The client's day as of now: days to come are not missing. */
  today: string
  before: Pick<InvoiceDocument, 'currency' | 'lines'> | null
}

export function invoiceDocument(input: DocumentInput): InvoiceDocument {
  const { parts, covered, time } = input
  const common = { month: input.month, currency: input.currency, rounding: input.rounding, covered, time }
  const lines = parts.flatMap((part) => draftLines({ ...common, ...part }))
  const net = lines.reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n)
  const tax = rounded(net * BigInt(input.taxBasisPoints), 10_000n, input.rounding)
  const { month, zone, clientName, agreementId, plan, currency, rounding, taxBasisPoints, buyer, billing, before } = input
  return {
    month,
    zone,
    clientName,
    agreementId,
    plan,
    currency,
    rounding,
    lines,
    netMinor: Number(net),
    taxBasisPoints,
    taxMinor: Number(tax),
    totalMinor: Number(net + tax),
    differences: before === null || before.currency !== currency ? [] : differences(before.lines, lines, currency),
    remarks: remarks(input, lines),
    seller: billing?.seller ?? null,
    buyer,
    iban: billing?.iban ?? null,
    issuedOn: null,
    dueOn: null,
  }
}

/** Nothing is guessed: what is not recorded is said, and not billed. */
function remarks(input: DocumentInput, lines: readonly InvoiceLine[]): string[] {
  const { month, parts, countedDays, today, covered, time, before, currency } = input
  const held = daysOf(month).filter((day) => parts.some(({ term }) => isWithin(day, term)))
  const prices = parts.flatMap((part) => part.prices)
  const counts = prices.some(({ kind }) => kind !== 'flat' && kind !== 'hour')
  const missing = counts ? held.filter((day) => day < today && !countedDays.has(day)) : []
  const ahead = held.filter((day) => day >= today)
  const free = [...new Set(covered.map(({ kind }) => kind))].filter((kind) => isUnpriced(kind, prices))
  const outside = time.filter(({ day }) => !held.includes(day)).reduce((sum, { minutes }) => sum + minutes, 0)
  return [
    ...(missing.length === 0 ? [] : [`Of ${missing.length} days nothing was counted, so nothing is billed for them: ${spans(missing)}.`]),
    ...(ahead.length === 0 ? [] : [`The month is not over: ${ahead.length} days are still to come.`]),
    ...(input.agreementId === null ? [] : free.map((kind) => `There are covered ${NAMES[kind][1]} without a price; they are not billed.`)),
    ...(outside === 0 ? [] : [`${outside} minutes of work lie on days without an agreement; they are not billed.`]),
    ...(before !== null && before.currency !== currency ? ['The invoice before was in another currency, so it is not compared.'] : []),
    ...(lines.length === 0 ? ['There is nothing to bill.'] : []),
  ]
}

/** What is protected is priced by the server or by the gigabyte: the one without the other is no gap. */
export function isUnpriced(kind: CoveredKind, prices: readonly { kind: PriceKind }[]): boolean {
  const has = (wanted: PriceKind): boolean => prices.some((one) => one.kind === wanted)
  return kind === 'gigabyte' || (kind === 'server' && has('gigabyte')) ? false : !has(kind)
}

/** `2026-11-02 to 2026-11-04, 2026-11-09`. */
function spans(days: readonly string[]): string {
  const found: [string, string][] = []
  for (const day of days) {
    const last = found.at(-1)
    if (last !== undefined && Date.parse(day) - Date.parse(last[1]) === 86_400_000) last[1] = day
    else found.push([day, day])
  }
  return found.map(([from, to]) => (from === to ? from : `${from} to ${to}`)).join(', ')
}
