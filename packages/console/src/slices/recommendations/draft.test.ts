import type { Content } from '@mainstay/contract/recommendations'
import { expect, test } from 'vitest'
import { contentOf, draftOf, problemsOf } from './draft.ts'

const content: Content = {
  title: 'A second copy',
  area: 'recovery',
  why: 'There is one.',
  risk: 'Fire.',
  riskMinor: 1_850_000,
  currency: 'USD',
  options: [
    { title: 'Ours', text: 'Thirty days', onceMinor: 12_000, monthlyMinor: 4550 },
    { title: 'Yours', text: '', onceMinor: 0, monthlyMinor: 0 },
  ],
  answerBy: '2026-12-15',
  deviceIds: ['a'],
}

test('what stands in the form is read back as what it was', () => {
  expect(contentOf(draftOf(content))).toEqual(content)
  expect(contentOf(draftOf({ ...content, riskMinor: null, answerBy: null }))).toEqual({ ...content, riskMinor: null, answerBy: null })
})

test('what is missing or no amount is named by its field, and nothing is made of it', () => {
  const draft = { ...draftOf(null), currency: 'US', riskMinor: 'a lot', options: [{ title: '', text: '', once: '-3', monthly: '1.005' }] }
  expect(Object.keys(problemsOf(draft)).sort()).toEqual(['currency', 'monthly0', 'once0', 'risk', 'riskMinor', 'title', 'title0', 'why'])
  expect(contentOf(draft)).toBeNull()
})
