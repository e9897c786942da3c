import type { ProofCheckResult, ProofLevelResult } from '@mainstay/contract/recovery'
import { expect, test } from 'vitest'
import { atLeast, judge, tooFew } from './verdict.ts'

const level = (name: ProofLevelResult['level'], verdict: ProofLevelResult['verdict']): ProofLevelResult => ({
  level: name,
  verdict,
  seconds: 1,
  evidence: '',
})
const check = (verdict: ProofCheckResult['verdict']): ProofCheckResult => ({ kind: 'file', verdict, seconds: 0, evidence: '' })

test.each([
  ['all that was asked passed', [level('L0', 'passed'), level('L1', 'passed'), level('L2', 'passed')], [], 'L2', 'passed'],
  ['more was asked than could run', [level('L0', 'passed'), level('L2', 'passed'), level('L3', 'unknown')], [], 'L2', 'unknown'],
  ['a level failed below one that passed', [level('L0', 'failed'), level('L2', 'passed')], [], 'L2', 'failed'],
  ['nothing ran', [level('L0', 'unknown')], [], null, 'unknown'],
  ['L2 could not be asked', [level('L0', 'passed'), level('L1', 'passed'), level('L2', 'not-asked')], [], 'L1', 'unknown'],
  ['a check failed', [level('L2', 'passed')], [check('failed')], 'L2', 'failed'],
  ['a check has no answer', [level('L2', 'passed')], [check('unknown')], 'L2', 'unknown'],
] as const)('%s', (_what, levels, checks, highest, verdict) => {
  expect(judge(levels, checks, highest === 'L2' && verdict === 'unknown' && levels.length === 3 ? 'L3' : 'L2')).toEqual({
    level: highest,
    verdict,
  })
})

test('a higher level counts for a lower one that was asked, never the other way', () => {
  expect(atLeast('L2', 'L1')).toBe(true)
  expect(atLeast('L1', 'L2')).toBe(false)
  expect(atLeast(null, 'L0')).toBe(false)
})

test('half of the sample must have stood still', () => {
  expect(tooFew({ left: 0, dropped: 0 })).toBe(true)
  expect(tooFew({ left: 4, dropped: 5 })).toBe(true)
  expect(tooFew({ left: 5, dropped: 5 })).toBe(false)
})
