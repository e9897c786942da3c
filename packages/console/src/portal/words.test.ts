import type { DeviceRecovery } from '@mainstay/contract/recovery'
import { expect, test } from 'vitest'
import { recoveryForOwners, systemsTitle, workingForOwners } from './words.ts'

const recovery = (standing: DeviceRecovery['standing'], last: number | null = null, level = 'L2') => ({
  standing,
  rto: { last, worst: last },
  proofs: [{ result: { verdict: 'passed', level } }] as unknown as DeviceRecovery['proofs'],
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

test('the title counts what is proven, and a system not heard of counts as not proven', () => {
  expect(systemsTitle(0, [])).toBe('There is nothing to show yet')
  expect(systemsTitle(1, [recovery('proven')])).toBe('Your system is proven to come back')
  expect(systemsTitle(2, [recovery('proven')])).toBe('1 of your 2 systems is proven to come back')
  expect(systemsTitle(2, [recovery('proven'), recovery('proven')])).toBe('All 2 systems are proven to come back')
})
