import { expect, test } from 'vitest'
import { draftableMonths, isRunning, notPrinted, reportsTitle, rowTime, whyNotApprove } from './wording.ts'

const reports = (...statuses: ('draft' | 'approved')[]) => statuses.map((status) => ({ status }))

test.each([
  [reports(), 'No report has been drafted yet'],
  [reports('draft'), '1 report waits for approval'],
  [reports('draft', 'approved', 'draft'), '2 reports wait for approval'],
  [reports('approved'), 'The one report is approved'],
  [reports('approved', 'approved'), 'All 2 reports are approved'],
])('the title says what waits: %#', (list, title) => expect(reportsTitle(list)).toBe(title))

test("the months are the client's, the present one first, across the turn of the year", () => {
  const months = draftableMonths(new Date('2026-12-31T23:30:00Z'), { zone: 'Europe/Berlin', createdAt: '2020-01-01T00:00:00.000Z' }, 2)
  expect(months).toEqual([
    { value: '2027-01', label: 'January 2027' },
    { value: '2026-12', label: 'December 2026' },
    { value: '2026-11', label: 'November 2026' },
  ])
})

test('no month from before the client came is offered, and a month runs until its last midnight in the client’s zone', () => {
  const came = { zone: 'Europe/Berlin', createdAt: '2026-11-30T23:30:00.000Z' }
  expect(draftableMonths(new Date('2026-12-31T23:30:00Z'), came).map(({ value }) => value)).toEqual(['2027-01', '2026-12'])
  const report = { month: '2026-11', zone: 'Europe/Berlin' }
  expect([isRunning(report, new Date('2026-11-30T22:59:00Z')), isRunning(report, new Date('2026-11-30T23:01:00Z'))]).toEqual([true, false])
})

test('a report goes out only with the saved words of a person', () => {
  const written = { status: 'draft' as const, author: 'Ada', text: 'All is well.', saved: 'All is well.' }
  expect(whyNotApprove(written)).toBeNull()
  expect(whyNotApprove({ ...written, text: 'All is well!' })).toBe('Save the paragraph first.')
  expect(whyNotApprove({ ...written, author: null })).toContain('paragraph is missing')
  expect(whyNotApprove({ ...written, text: ' ', saved: ' ' })).toContain('paragraph is missing')
  expect(whyNotApprove({ ...written, status: 'approved' })).toContain('does not change')
})

test("an instant is a day in the client's zone; what a person wrote stays", () => {
  expect(rowTime('2026-11-24T23:30:00.000Z', 'Europe/Amsterdam')).toBe('25 November 2026')
  expect(rowTime('12 November', 'Europe/Amsterdam')).toBe('12 November')
})

test('signs that the PDF has no letters for are named, with the text that they stand in', () => {
  expect(notPrinted('Acme ☕', ['☕'])).toBe('In “Acme ☕” the sign ☕ cannot be printed: the page shows it, the PDF shows □.')
  expect(notPrinted('漢字', ['漢', '字'])).toBe('In “漢字” the signs 漢 字 cannot be printed: the page shows them, the PDF shows □.')
})
