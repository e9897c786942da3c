import { expect, test } from 'vitest'
import { devicesTitle, devicesTone, systemOf } from './wording.ts'

const counts = (ok: number, warning = 0, critical = 0, unknown = 0) => ({ counts: { ok, warning, critical, unknown } })

test.each([
  [counts(0), 'There are no devices yet'],
  [counts(1), 'The one device is up and has no open alert'],
  [counts(41), 'All 41 devices are up and have no open alert'],
  [counts(40, 1), '1 of 41 devices needs attention'],
  [counts(38, 1, 2), '3 of 41 devices need attention'],
  [counts(38, 1, 1, 1), '2 of 41 devices need attention, 1 not known'],
  [counts(38, 0, 0, 3), 'The state of 3 of 41 devices is not known'],
])('the title answers the question: %#', (list, title) => expect(devicesTitle(list)).toBe(title))

test('no devices are not known, not good', () => {
  expect(devicesTone(counts(0))).toBe('unknown')
  expect(devicesTone(counts(3))).toBe('good')
  expect(devicesTone(counts(3, 1))).toBe('attention')
  expect(devicesTone(counts(3, 1, 0, 1))).toBe('unknown')
  expect(devicesTone(counts(3, 1, 1, 1))).toBe('broken')
})

test('the system is named as it names itself, without its version twice', () => {
  const os = { family: 'linux' as const, id: 'debian', kernel: '6.1', arch: 'x64' }
  const inventory = (name: string, version: string | null) => ({
    os: 'linux' as const,
    inventory: { os: { ...os, name, version } } as never,
  })
  expect(systemOf({ os: 'darwin', inventory: null })).toBe('macOS')
  expect(systemOf(inventory('Debian GNU/Linux 12 (bookworm)', '12'))).toBe('Debian GNU/Linux 12 (bookworm)')
  expect(systemOf(inventory('Alpine', '3.20'))).toBe('Alpine 3.20')
})
