import type { Recommendation } from '@mainstay/contract/recommendations'
import { expect, test } from 'vitest'
import { waitingSection } from './report-section.ts'

const put = (id: string, at: string, supersededBy: string | null): Recommendation =>
  ({
    id,
    supersededBy,
    decision: null,
    presented: { at, by: 'Dana Lee', sha256: 'ab' },
    content: { title: id, area: 'recovery', answerBy: null, options: [], currency: 'USD' },
  }) as unknown as Recommendation

test('what was replaced in December still waits in the report of November', () => {
  const all = [put('old', '2026-11-10T09:00:00Z', 'new'), put('new', '2026-12-05T09:00:00Z', null)]
  const titles = (asOf: string) => waitingSection(all, new Date(asOf))?.facts.map(({ label }) => label)
  expect([titles('2026-12-01T00:00:00Z'), titles('2027-01-01T00:00:00Z')]).toEqual([['old'], ['new']])
})
