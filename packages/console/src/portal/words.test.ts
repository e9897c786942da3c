import type { ClientSystem } from '@mainstay/contract/reports'
import { expect, test } from 'vitest'
import { recoveryForOwners, systemsTitle, workingForOwners } from './words.ts'

const recovery = (standing: ClientSystem['standing'], seconds: number | null = null, level: 'L2' | 'L3' = 'L2') => ({
  standing,
  proof: { at: '2026-11-24T08:00:00Z', level, seconds },
})

test.each([
  [recovery('proven', 240, 'L3'), 'In a test, the server came back to life; it took 4 minutes'],
  [recovery('proven', 65), 'In a test, the files were brought back and were whole; it took 1 minute and 5 seconds'],
  [recovery('proven'), 'In a test, the files were brought back and were whole'],
  [recovery('not-protected'), 'It is not backed up: if it broke, its data would be gone'],
])('an owner reads what happened, not a level: %#', (one, words) => expect(recoveryForOwners(one)).toBe(words))

test('the portal has none of the field’s short words', () => {
  const standings = ['proven', 'failed', 'unproven', 'not-protected'] as const
  const all = [
    ...standings.map((one) => recoveryForOwners(recovery(one, 60))),
    ...(['ok', 'warning', 'critical', 'unknown'] as const).map(workingForOwners),
  ]
  for (const words of all) expect(words).not.toMatch(/RPO|RTO|\bL\d|restic|repository|agent/)
})

test('the title counts what is proven, and never calls the rest so', () => {
  const title = (...standings: ClientSystem['standing'][]) => systemsTitle(standings.map((standing) => ({ standing })))
  expect(title()).toBe('There is nothing to show yet')
  expect(title('proven')).toBe('Your system is proven to come back')
  expect(title('unproven')).toBe('Your system is not proven to come back')
  expect(title('proven', 'failed')).toBe('1 of your 2 systems is proven to come back')
  expect(title('proven', 'proven')).toBe('All 2 systems are proven to come back')
})
