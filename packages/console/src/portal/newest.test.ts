import { expect, test } from 'vitest'
import { newestApproved, standing } from './newest.ts'

const report = (id: string, month: string, o: { version?: number; status?: 'draft' | 'approved'; replacedBy?: string | null } = {}) => ({
  id,
  month,
  version: 1,
  status: 'approved' as const,
  replacedBy: null,
  ...o,
})

test('a draft is never shown to a client', () => expect(newestApproved([report('a', '2026-11', { status: 'draft' })])).toBeUndefined())

test('the newest month stands first, and a replaced version is not shown', () => {
  const all = [report('old', '2026-09'), report('wrong', '2026-10', { replacedBy: 'right' }), report('right', '2026-10', { version: 2 })]
  expect(standing(all).map(({ id }) => id)).toEqual(['right', 'old'])
})
