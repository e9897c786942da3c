/** Why this month's invoice is not last month's: by kind, in figures and in what was counted. */
import type { InvoiceDifference, InvoiceLine } from '@mainstay/contract/agreements'
import { shownMoney } from './shown-money.ts'

export function differences(before: readonly InvoiceLine[], now: readonly InvoiceLine[], currency: string): InvoiceDifference[] {
  const kinds = [...new Set([...before, ...now].map(({ kind }) => kind))]
  return kinds.flatMap((kind) => {
    const [old, fresh] = [before.filter((one) => one.kind === kind), now.filter((one) => one.kind === kind)]
    const [beforeMinor, nowMinor] = [sum(old), sum(fresh)]
    if (beforeMinor === nowMinor) return []
    return [{ kind, beforeMinor, nowMinor, why: why(old, fresh, currency) }]
  })
}

function sum(lines: readonly InvoiceLine[]): number {
  return lines.reduce((total, { amountMinor }) => total + amountMinor, 0)
}

const MOST_NAMES = 5

function why(before: readonly InvoiceLine[], now: readonly InvoiceLine[], currency: string): string {
  const money = shownMoney(currency)
  const prices = (lines: readonly InvoiceLine[]) => [...new Set(lines.map(({ unitMinor }) => unitMinor))]
  const said: string[] = []
  const [oldPrices, newPrices] = [prices(before), prices(now)]
  if (before.length > 0 && now.length > 0 && before[0]?.kind !== 'minimum' && String(oldPrices) !== String(newPrices))
    said.push(`the price was ${oldPrices.map(money).join(' and ')}, it is ${newPrices.map(money).join(' and ')}`)
  const names = (lines: readonly InvoiceLine[]) =>
    new Set(lines.flatMap(({ items }) => items.filter(({ days }) => days !== null).map(({ name }) => name)))
  const [oldNames, newNames] = [names(before), names(now)]
  const [come, gone] = [[...newNames].filter((name) => !oldNames.has(name)), [...oldNames].filter((name) => !newNames.has(name))]
  if (come.length > 0) said.push(`new: ${listed(come)}`)
  if (gone.length > 0) said.push(`no longer: ${listed(gone)}`)
  const minutes = (lines: readonly InvoiceLine[]) =>
    lines.flatMap(({ items }) => items).reduce((total, one) => total + (one.minutes ?? 0), 0)
  if (minutes(before) !== minutes(now)) said.push(`${minutes(now)} minutes of work after ${minutes(before)}`)
  if (said.length > 0) return said.join('; ')
  if (before.length === 0) return 'it was not on the last invoice'
  if (now.length === 0) return 'it is no longer on the invoice'
  return `other days were covered: ${now.map(({ quantity }) => quantity).join(' + ')} after ${before.map(({ quantity }) => quantity).join(' + ')}`
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ')
}
