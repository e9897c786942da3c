/**
 * The lines of a month's invoice, of what was really covered: for each price, units x days covered / days of the month.
 * Everything is a fraction of whole numbers until a line is rounded once.
 */
import { COVERED_KINDS, type CoveredKind, type InvoiceLine, type PriceKind, type Rounding } from '@mainstay/contract/agreements'
import { shownMoney } from './shown-money.ts'
import { type DaySpan, daysOf, isWithin } from './month-days.ts'
import { decimal, rounded } from './rounding.ts'

export type PriceSpan = DaySpan & { kind: PriceKind; unitMinor: number; included: number }
export type Covered = { day: string; kind: CoveredKind; item: string; name: string; quantity: number }
export type WorkedTime = { day: string; name: string; minutes: number }

export type DraftInput = {
  month: string
  currency: string
  rounding: Rounding
  /** When the agreement holds. */
  term: DaySpan
  prices: readonly PriceSpan[]
  minimumMinor: number
  timeStepMinutes: number
  covered: readonly Covered[]
  time: readonly WorkedTime[]
}

/** One and many of what a price is of. */
export const NAMES: Record<PriceKind, [one: string, many: string]> = {
  flat: ['month', 'months'],
  user: ['user', 'users'],
  device: ['device', 'devices'],
  server: ['server', 'servers'],
  mailbox: ['mailbox', 'mailboxes'],
  gigabyte: ['gigabyte', 'gigabytes'],
  hour: ['hour', 'hours'],
}

export function draftLines(input: DraftInput): InvoiceLine[] {
  const lines = [
    ...input.prices.filter(({ kind }) => kind === 'flat').flatMap((price) => flatLine(input, price)),
    ...COVERED_KINDS.flatMap((kind) => input.prices.filter((one) => one.kind === kind).flatMap((price) => coveredLine(input, kind, price))),
    ...hourLines(input),
  ]
  return [...lines, ...minimumLine(input, lines)]
}

/** Days of the month on which both the agreement and the price hold. */
function daysFor({ month, term }: DraftInput, price: PriceSpan): string[] {
  return daysOf(month).filter((day) => isWithin(day, term) && isWithin(day, price))
}

function flatLine(input: DraftInput, price: PriceSpan): InvoiceLine[] {
  const [days, all] = [daysFor(input, price).length, daysOf(input.month).length]
  if (days === 0 || price.unitMinor === 0) return []
  const amount = rounded(BigInt(price.unitMinor) * BigInt(days), BigInt(all), input.rounding)
  const money = shownMoney(input.currency)
  return [
    {
      kind: 'flat',
      text: days === all ? 'Flat price of the month' : `Flat price of ${days} of the month’s ${all} days`,
      quantity: decimal(BigInt(days), BigInt(all)),
      unitMinor: price.unitMinor,
      amountMinor: Number(amount),
      arithmetic: `${days} of ${all} days x ${money(price.unitMinor)} = ${money(Number(amount))}`,
      items: [],
    },
  ]
}

/** What the flat price holds already is taken off day by day: on no day are fewer than none billed. */
function coveredLine(input: DraftInput, kind: CoveredKind, price: PriceSpan): InvoiceLine[] {
  const days = new Set(daysFor(input, price))
  const all = daysOf(input.month).length
  const facts = input.covered.filter((one) => one.kind === kind && days.has(one.day))
  const perDay = Map.groupBy(facts, ({ day }) => day)
  const unitDays = [...perDay.values()].reduce((sum, those) => sum + Math.max(0, quantityOf(those) - price.included), 0)
  if (unitDays === 0) return []
  const amount = rounded(BigInt(price.unitMinor) * BigInt(unitDays), BigInt(all), input.rounding)
  const money = shownMoney(input.currency)
  const [one, many] = NAMES[kind]
  const items = [...Map.groupBy(facts, ({ item }) => item).values()]
    .map((those) => ({ name: those.at(-1)?.name ?? '', days: those.length, minutes: null }))
    .toSorted((a, b) => b.days - a.days || a.name.localeCompare(b.name))
  const left = price.included === 0 ? '' : `, ${price.included} a day are in the flat price`
  return [
    {
      kind,
      text:
        kind === 'gigabyte'
          ? 'Protected gigabytes, by the size of the newest backup on each day'
          : `${items.length} ${items.length === 1 ? one : many}, by the days on which ${items.length === 1 ? 'it was' : 'they were'} covered`,
      quantity: decimal(BigInt(unitDays), BigInt(all)),
      unitMinor: price.unitMinor,
      amountMinor: Number(amount),
      arithmetic: `${quantityOf(facts)} ${one}-days${left}: ${unitDays} x ${money(price.unitMinor)} / ${all} days = ${money(Number(amount))}`,
      items,
    },
  ]
}

function quantityOf(facts: readonly Covered[]): number {
  return facts.reduce((sum, { quantity }) => sum + quantity, 0)
}

/** Minutes of the block: of each price its part by days, so that a month has one block, also where a price changed in it. */
function blockMinutes(input: DraftInput, prices: readonly PriceSpan[]): number {
  const all = daysOf(input.month).length
  const parts = prices.reduce((sum, price) => sum + BigInt(price.included * 60) * BigInt(daysFor(input, price).length), 0n)
  return Number(rounded(parts, BigInt(all), 'half-up'))
}

/** Each entry in whole steps, since that is how it is promised; the block of the month is used up from its first entry on. */
function hourLines(input: DraftInput): InvoiceLine[] {
  const prices = input.prices.filter(({ kind }) => kind === 'hour').toSorted((a, b) => a.from.localeCompare(b.from))
  const [step, money, block] = [input.timeStepMinutes, shownMoney(input.currency), blockMinutes(input, prices)]
  const state = { left: block }
  return prices.flatMap((price) => {
    const days = new Set(daysFor(input, price))
    const entries = input.time
      .filter(({ day, minutes }) => days.has(day) && minutes > 0)
      .map(({ name, minutes }) => ({ name, days: null, minutes: Math.ceil(minutes / step) * step }))
    const worked = entries.reduce((sum, { minutes }) => sum + minutes, 0)
    if (worked === 0) return []
    const taken = Math.min(state.left, worked)
    state.left -= taken
    const billed = worked - taken
    const amount = rounded(BigInt(price.unitMinor) * BigInt(billed), 60n, input.rounding)
    const less = block === 0 ? '' : `, less ${taken} of the month’s block of ${hours(block)}`
    return [
      {
        kind: 'hour' as const,
        text: block === 0 ? 'Work, by time' : `Work beyond the month’s block of ${hours(block)}`,
        quantity: decimal(BigInt(billed), 60n),
        unitMinor: price.unitMinor,
        amountMinor: Number(amount),
        arithmetic: `${worked} minutes in steps of ${step}${less}: ${billed} x ${money(price.unitMinor)} / 60 = ${money(Number(amount))}`,
        items: entries,
      },
    ]
  })
}

function hours(minutes: number): string {
  return minutes % 60 === 0 ? `${minutes / 60} hours` : `${minutes} minutes`
}

/** Of a month that is whole; a month in part owes its part. */
function minimumLine(input: DraftInput, lines: readonly InvoiceLine[]): InvoiceLine[] {
  const all = daysOf(input.month)
  const days = all.filter((day) => isWithin(day, input.term)).length
  const least = rounded(BigInt(input.minimumMinor) * BigInt(days), BigInt(all.length), input.rounding)
  const sum = lines.reduce((total, { amountMinor }) => total + BigInt(amountMinor), 0n)
  if (sum >= least) return []
  const money = shownMoney(input.currency)
  const amount = Number(least - sum)
  return [
    {
      kind: 'minimum',
      text: 'Up to the agreed minimum',
      quantity: '1',
      unitMinor: amount,
      amountMinor: amount,
      arithmetic: `minimum of ${days} of ${all.length} days: ${money(Number(least))} - ${money(Number(sum))} = ${money(amount)}`,
      items: [],
    },
  ]
}
