import type { ProofResult, Statement } from '@mainstay/contract/recovery'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isGone, type Progress, remainingSeconds, withStatement } from './domain.ts'

const NOW = new Date('2026-11-24T12:00:00Z')
const LAST = { open: 1, mount: 2, extract: 40, disk: 10, boot: 30 }
const at = (step: Progress['step'], secondsAgo: number, done = 0, total = 0): Progress => ({
  step,
  since: new Date(NOW.getTime() - secondsAgo * 1000).toISOString(),
  done,
  total,
})

test.each([
  ['an image that is being mounted', 'image', at('mount', 1), LAST, 31],
  ['a server that starts', 'image', at('starting', 10), LAST, 20],
  ['files that are restored, by what the last time took', 'files', at('extract', 10), LAST, 70],
  ['files that are restored, by their own measure', 'files', at('extract', 10, 10, 100), LAST, 130],
  ['a measure that has only begun', 'files', at('extract', 10, 1, 100), LAST, 70],
  ['nothing before', 'image', at('mount', 1), null, null],
  ['its own measure, and nothing before for what comes after', 'files', at('extract', 10, 50, 100), null, null],
  ['longer than the last time', 'image', at('starting', 31), LAST, null],
  ['a step that such a backup does not have', 'image', at('disk', 1), LAST, null],
] as const)('what is left for %s', (_, kind, progress, expected, seconds) =>
  expect(remainingSeconds({ kind, progress, expected, now: NOW })).toBe(seconds),
)

test('an estimate is never below nothing, whatever the clock and the measure say', () => {
  const step = fc.constantFrom('open', 'mount', 'extract', 'disk', 'starting' as const)
  fc.assert(
    fc.property(step, fc.integer({ min: -1000, max: 100_000 }), fc.nat(200), fc.nat(100), (name, ago, done, total) => {
      const seconds = remainingSeconds({
        kind: 'files',
        progress: at(name as Progress['step'], ago, Math.min(done, total), total),
        expected: LAST,
        now: NOW,
      })
      expect(seconds === null || seconds >= 0).toBe(true)
    }),
  )
})

test('an instance that is not heard for 20 s is gone with its servers; what has ended stays ended', () => {
  const heard = (secondsAgo: number) => new Date(NOW.getTime() - secondsAgo * 1000)
  expect(isGone({ state: 'running', heardAt: heard(20) }, NOW)).toBe(false)
  expect(isGone({ state: 'starting', heardAt: heard(21) }, NOW)).toBe(true)
  expect(isGone({ state: 'ended', heardAt: heard(1000) }, NOW)).toBe(false)
})

const RESULT: ProofResult = {
  verdict: 'passed',
  level: 'L4',
  asked: 'L4',
  restorePoint: null,
  levels: [
    { level: 'L3', verdict: 'passed', seconds: 9, evidence: 'login:' },
    { level: 'L4', verdict: 'passed', seconds: 1, evidence: '3 of 3' },
  ],
  reasons: [],
  checks: [],
  rpoSeconds: 60,
  rtoSeconds: 10,
  timings: {},
  accelerator: 'kvm',
  screenshot: null,
}
const JO: Statement = { verdict: 'there', sentence: '', by: 'Jo', kind: 'client', identified: 'jo@example.com', at: NOW.toISOString() }

test('“it is there” is L5, and answers a test that had asked for a person', () => {
  const waiting: ProofResult = {
    ...RESULT,
    asked: 'L5',
    verdict: 'unknown',
    levels: [...RESULT.levels, { level: 'L5', verdict: 'unknown', seconds: 0, evidence: '' }],
    reasons: [{ code: 'recovery.person-needed', text: '' }],
  }
  const judged = withStatement(waiting, JO)
  expect(judged).toMatchObject({ verdict: 'passed', level: 'L5', reasons: [] })
  expect(judged.levels.at(-1)).toMatchObject({ verdict: 'passed', evidence: 'Jo (jo@example.com) looked and said it is there' })
})

test('“something is missing” fails the proof with the sentence, whatever had passed', () => {
  const judged = withStatement(RESULT, { ...JO, verdict: 'missing', sentence: 'No orders after Monday' })
  expect(judged).toMatchObject({ verdict: 'failed', level: 'L4' })
  expect(judged.reasons).toEqual([
    { code: 'recovery.person.missing', text: 'A person of the client looked into the restored server: “No orders after Monday”' },
  ])
})

test('“it is there” makes no failed test a passed one, and the word of the provider’s people changes nothing', () => {
  const failed: ProofResult = { ...RESULT, verdict: 'failed', levels: [{ level: 'L1', verdict: 'failed', seconds: 1, evidence: '' }] }
  expect(withStatement(failed, JO).verdict).toBe('failed')
  expect(withStatement(RESULT, { ...JO, kind: 'staff' })).toBe(RESULT)
})
