/** Sentences about reports. */
import { count } from '../../ui/format.ts'
import { day, monthName, monthOf } from '../../ui/when.ts'
import type { ReportItem } from './queries.ts'

export function reportsTitle(reports: readonly Pick<ReportItem, 'status'>[]): string {
  const drafts = reports.filter(({ status }) => status === 'draft').length
  if (reports.length === 0) return 'No report has been drafted yet'
  if (drafts === 0) return reports.length === 1 ? 'The one report is approved' : `All ${count(reports.length, 'report')} are approved`
  return `${count(drafts, 'report')} ${drafts === 1 ? 'waits' : 'wait'} for approval`
}

/** The months that can be drafted, newest first, each with its name: the present one and those before it, back to the one in which the client came. */
export function draftableMonths(
  now: Date,
  client: { zone: string; createdAt: string } | undefined,
  back = 12,
): { value: string; label: string }[] {
  const first = client === undefined ? '' : monthOf(new Date(client.createdAt), client.zone, 0)
  return Array.from({ length: back + 1 }, (_, index) => monthOf(now, client?.zone, index))
    .filter((month) => month >= first)
    .map((value) => ({ value, label: monthName(value) }))
}

/** Whether more is still to be recorded in the report's month. */
export function isRunning({ month, zone }: { month: string; zone: string }, now: Date): boolean {
  return month >= monthOf(now, zone, 0)
}

/** What stands in the way of approving; null when nothing does. The server decides again. */
export function whyNotApprove(o: { status: 'draft' | 'approved'; author: string | null; text: string; saved: string }): string | null {
  if (o.status === 'approved') return 'It is approved: an approved report does not change.'
  if (o.text.trim() !== o.saved.trim()) return 'Save the paragraph first.'
  if (o.author === null || o.saved.trim() === '')
    return 'A person’s paragraph is missing: say in your own words what the month means for this client.'
  return null
}

/** The day of an instant in the client's zone; what a person wrote, such as a planned week, stays as it is. */
export function rowTime(when: string, zone: string): string {
  return /^\d{4}-\d\d-\d\dT/.test(when) ? day(new Date(when), zone) : when
}

/** Long texts by their beginning. */
export function notPrinted(text: string, signs: readonly string[]): string {
  const letters = Array.from(text)
  const shown = letters.length > 60 ? `${letters.slice(0, 60).join('')}…` : text
  const [one = ''] = signs
  const which = signs.length === 1 ? `the sign ${one}` : `the signs ${signs.slice(0, 12).join(' ')}${signs.length > 12 ? ' …' : ''}`
  return `In “${shown}” ${which} cannot be printed: the page shows ${signs.length === 1 ? 'it' : 'them'}, the PDF shows □.`
}
