import type { CheckResult } from '@mainstay/contract/standards'
import { expect, test } from 'vitest'
import { byArea, evidenceFor, standardsTitle } from './wording.ts'

test.each([
  [{ met: 3, notMet: 0, unknown: 0, notApplicable: 2 }, 'All 3 checks are met'],
  [{ met: 3, notMet: 1, unknown: 0, notApplicable: 0 }, '3 of 4 checks are met, 1 is not'],
  [{ met: 3, notMet: 2, unknown: 4, notApplicable: 1 }, '3 of 9 checks are met, 2 are not, 4 are not known'],
  [{ met: 0, notMet: 0, unknown: 1, notApplicable: 0 }, '0 of 1 checks are met, 1 is not known'],
])('%j', (counts, title) => {
  expect(standardsTitle(counts)).toBe(title)
})

test('areas stand in order, recovery first, and within each the worst first', () => {
  const check = (id: string, area: CheckResult['area'], state: CheckResult['state']) => ({ id, area, state }) as CheckResult
  const all = [
    check('a', 'people', 'met'),
    check('b', 'recovery', 'met'),
    check('c', 'recovery', 'unknown'),
    check('d', 'recovery', 'not-met'),
  ]
  expect(byArea(all).map(({ area, checks }) => [area, checks.map(({ id }) => id).join('')])).toEqual([
    ['recovery', 'dcb'],
    ['people', 'a'],
  ])
})

test('what a check is evidence for is named by number', () => {
  expect(evidenceFor({ nist: ['PR.DS-11'], hipaa: ['308(a)(7)(ii)(A)', '312(d)'], ftc: ['(c)(5)'] })).toBe(
    'NIST CSF 2.0 PR.DS-11 · HIPAA 164.308(a)(7)(ii)(A), 164.312(d) · FTC 314.4(c)(5)',
  )
})
