/** Dates and names as they stand on paper. */
import type { ReportView } from '@mainstay/contract/reports'
import { monthIn, monthName } from '../domain/month.ts'

/** `24 Nov 2026, 10:12` in the client's zone. */
export function moment(iso: string, zone: string): string {
  return format(iso, zone, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

export function day(iso: string, zone: string): string {
  return format(iso, zone, { day: 'numeric', month: 'short', year: 'numeric' })
}

function format(iso: string, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, ...options }).format(new Date(iso))
}

/** `October 2026`, or how far a month that still ran had come. */
export function period({ month, zone, dataAsOf }: Pick<ReportView, 'month' | 'zone' | 'dataAsOf'>): string {
  const running = new Date(dataAsOf) < monthIn(month, zone).to
  return running ? `${monthName(month)}, until ${day(dataAsOf, zone)}` : monthName(month)
}

/** Breaks without a hyphen, after a name's own marks or at most every 12 letters: an empty part is a place to break. */
export function breakable(word: string): string[] {
  if (word.length <= LONG_WORD) return [word]
  const parts = (word.match(/[^-._/@:\\]+[-._/@:\\]*|[-._/@:\\]+/gu) ?? [word]).flatMap((part) => part.match(/.{1,12}/gsu) ?? [])
  return parts.flatMap((part, n) => (n === 0 ? [part] : ['', part]))
}

const LONG_WORD = 16
