/** Money and agreements in words. */
import { currencyDigits } from '@mainstay/kernel'
import type { Agreement, Outlook, PriceKind, Rounding } from '@mainstay/contract/agreements'

export const kindWord: Record<PriceKind, string> = {
  flat: 'The month itself',
  user: 'Each user',
  device: 'Each device',
  server: 'Each server (its backups are kept)',
  mailbox: 'Each mailbox',
  gigabyte: 'Each protected gigabyte',
  hour: 'Each hour of work',
}

export const roundingWord: Record<Rounding, string> = {
  'half-up': 'a half goes up',
  'half-even': 'a half goes to the even one',
  down: 'what is less than one is dropped',
}

/** `1,234.50 EUR`; with the currency's own decimals. */
export function money(minor: number, currency: string): string {
  const digits = currencyDigits(currency)
  const number = new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${number.format(minor / 10 ** digits)} ${currency}`
}

/** What a person typed, `1234.5`, as minor units; null where it is not an amount of this currency. */
export function minorOf(text: string, currency: string): number | null {
  const digits = currencyDigits(currency)
  const match = /^(\d{1,10})(?:[.,](\d+))?$/.exec(text.trim())
  const [, whole = '', rest = ''] = match ?? []
  if (match === null || rest.length > digits) return null
  return Number(whole) * 10 ** digits + Number(rest.padEnd(digits, '0') || '0')
}

export function agreementTitle(client: string, agreements: readonly Agreement[], today: string): string {
  const now = agreements.find(({ startsOn, endsOn }) => startsOn <= today && (endsOn === null || endsOn >= today))
  if (now !== undefined) return `${client} has the plan “${now.plan}”`
  const next = agreements.find(({ startsOn }) => startsOn > today)
  return next === undefined
    ? `${client} has no agreement: work is billed by time`
    : `${client}’s plan “${next.plan}” begins on ${next.startsOn}`
}

/** `2026-10` of the day before this month began. */
export function lastMonth(today: string): string {
  const [year = 0, month = 0] = today.split('-').map(Number)
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`
}

/** `12.5 h` */
export function hoursWord(minutes: number): string {
  return `${Math.round(minutes / 6) / 10} h`
}

export function outlookTitle({ income, agreements }: Outlook): string {
  const sums = income.flatMap(({ currency, months }) => (months[0] === undefined ? [] : [money(months[0].certainMinor, currency)]))
  if (sums.length === 0) return 'Nothing comes in by agreement yet'
  const misfits = agreements.filter(({ outgrown }) => outgrown.length > 0).length
  const fit = misfits === 0 ? 'every agreement fits' : misfits === 1 ? '1 agreement no longer fits' : `${misfits} agreements no longer fit`
  return `${sums.join(' and ')} come in this month by agreement; ${fit}`
}
