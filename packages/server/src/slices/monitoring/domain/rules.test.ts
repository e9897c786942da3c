import { expect, test } from 'vitest'
import { DEFAULT_RULES } from './rules.ts'

test.each(DEFAULT_RULES.map((rule) => [rule.id, rule] as const))(
  'the shipped rule %s has sane hysteresis',
  (_, { warning, critical, missingAfterS }) => {
    for (const { raise, clear, raiseForS, clearForS } of [warning, critical]) {
      expect(raise - clear).toBeGreaterThan(0.015)
      expect(raiseForS).toBeGreaterThanOrEqual(120)
      expect(clearForS).toBeGreaterThanOrEqual(120)
    }
    expect(critical.raise).toBeGreaterThan(warning.raise)
    expect(critical.clear).toBeGreaterThan(warning.clear)
    expect(missingAfterS).toBeGreaterThanOrEqual(600)
  },
)

test('each rule has a name of its own, and says what it is about', () => {
  expect(new Set(DEFAULT_RULES.map((rule) => rule.id)).size).toBe(DEFAULT_RULES.length)
  for (const rule of DEFAULT_RULES) expect(rule.cause && rule.name).toBeTruthy()
})
