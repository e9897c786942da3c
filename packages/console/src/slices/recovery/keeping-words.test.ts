import { expect, test } from 'vitest'
import { keepWords, usedTone, usedWords } from './keeping-words.ts'

const settings = { keep: { last: 7, daily: 14, weekly: 0, monthly: 12, yearly: 0 }, delayDays: 14, quotaBytes: null }
const used = (bytes: number) => ({ bytes, at: '2026-11-24T12:00:00Z' })

test('what is kept, in one line, without the rules that keep nothing', () => {
  expect(keepWords(settings)).toBe('the last 7, 14 daily, 12 monthly; what may go is removed after 14 days')
  expect(keepWords({ ...settings, delayDays: 1 })).toMatch(/after 1 day$/)
})

test.each([
  [null, 1000, 'unknown', /not measured/],
  [used(700), 1000, 'good', /70 %/],
  [used(800), 1000, 'attention', /80 %/],
  [used(1001), 1000, 'broken', /100 %/],
  [used(5000), null, 'good', /no quota/],
])('%j of %j is %s', (of, quotaBytes, tone, words) => {
  const keeping = { used: of, settings: { ...settings, quotaBytes } }
  expect(usedTone(keeping)).toBe(tone)
  expect(usedWords(keeping)).toMatch(words)
})
