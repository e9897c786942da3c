import type { CopyDeviceReport } from '@mainstay/contract/recovery'
import { expect, test } from 'vitest'
import { copyStanding } from './standing.ts'

const HOUR_MS = 3_600_000
const NOW = new Date('2026-11-24T12:00:00Z')
const ago = (hours: number) => new Date(NOW.getTime() - hours * HOUR_MS)
const passed: CopyDeviceReport['proof'] = { at: ago(24).toISOString(), verdict: 'passed', level: 'L1', why: null }
const finding = { kind: 'packs-gone', text: 'x', at: NOW.toISOString() } as const

test.each<[string, Partial<CopyDeviceReport>, number, string]>([
  ['heard now, complete, proven', {}, 1, 'good'],
  ['silent for more than a day', {}, 27, 'silent'],
  ['silent, whatever it found before', { findings: [finding] }, 27, 'silent'],
  ['something found', { findings: [finding], complete: false }, 1, 'alarm'],
  ['not all of it yet', { complete: false }, 1, 'behind'],
  ['never proven', { proof: null }, 1, 'unproven'],
  ['proven long ago', { proof: { ...passed, at: ago(24 * 9).toISOString() } }, 1, 'unproven'],
  ['a test that could not run', { proof: { ...passed, verdict: 'unknown' } }, 1, 'unproven'],
  ['no restore point', { restorePoints: 0 }, 1, 'unproven'],
])('%s: %#', (_, o, hours, standing) => {
  const report = {
    deviceId: 'd',
    at: NOW.toISOString(),
    restorePoints: 1,
    bytes: 1,
    newestAt: null,
    complete: true,
    proof: passed,
    findings: [],
    ...o,
  }
  expect(copyStanding({ name: 'Cellar', at: ago(hours), report }, NOW).standing).toBe(standing)
})
