import { expect, test } from 'vitest'
import { currentEnd, noticeBy } from './renewal.ts'

const term = (endsOn: string | null, months: number, noticeDays = 90) => ({
  startsOn: '2025-01-01',
  endsOn,
  renewal: { months, noticeDays },
})

test.each([
  ['without an end', term(null, 12), '2026-11-24', null, null],
  ['before its end', term('2026-12-31', 12), '2026-11-24', '2026-12-31', '2026-10-02'],
  ['on its last day', term('2026-12-31', 12), '2026-12-31', '2026-12-31', '2026-10-02'],
  ['after it, a year more', term('2026-12-31', 12), '2027-01-01', '2027-12-31', '2027-10-02'],
  ['after it, without renewal', term('2026-06-30', 0), '2026-11-24', '2026-06-30', '2026-04-01'],
  ['to the end of shorter months', term('2026-01-30', 1, 0), '2026-02-20', '2026-02-27', '2026-02-27'],
])('%s', (_, agreement, today, end, notice) => {
  expect([currentEnd(agreement, today), noticeBy(agreement, today)]).toEqual([end, notice])
})
