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

/**
 * Where a long word may break. A word of letters gets a hyphen there. A machine's name or an address gets none, since one would be
 * read as part of it: an empty part is a place to break and nothing else.
 */
export function breakable(word: string): string[] {
  if (word.length <= LONG_WORD) return [word]
  if (/^\p{L}+$/u.test(word)) return word.match(/.{1,8}/gsu) ?? [word]
  const parts = (word.match(/[^-._/@:\\]+[-._/@:\\]*|[-._/@:\\]+/gu) ?? [word]).flatMap((part) => part.match(/.{1,12}/gsu) ?? [])
  return parts.flatMap((part, n) => (n === 0 ? [part] : ['', part]))
}

const LONG_WORD = 16
