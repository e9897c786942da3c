import type { DeviceRecovery } from '@mainstay/contract/recovery'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  against,
  boardTitle,
  dayCells,
  lastDays,
  personsWord,
  proofTone,
  proofWord,
  type ProofRecord,
  standingReason,
  standingTone,
} from './standing.ts'

const now = new Date('2026-11-24T12:00:00Z')

function proof(
  at: string,
  o: { verdict?: 'passed' | 'failed' | 'unknown'; level?: 'L0' | 'L1' | 'L2' | null; expiresAt?: string; why?: string } = {},
) {
  const { verdict = 'passed', level = 'L2', expiresAt = '2026-12-24T00:00:00Z', why } = o
  const reasons = why === undefined ? [] : [{ code: 'recovery.x', text: why }]
  return { id: `proof ${at}`, at, expiresAt, result: { verdict, level, reasons } } as unknown as ProofRecord
}

function system(o: Partial<DeviceRecovery>): DeviceRecovery {
  return { standing: 'unproven', asked: 'L2', proofs: [], restorePoints: [], promised: null, ...o } as DeviceRecovery
}

test.each([
  [[], 'There is nothing to prove yet: no system has enrolled'],
  [['proven'], 'The one system is proven'],
  [['proven', 'proven'], 'All 2 systems are proven'],
  [['proven', 'unproven'], '1 of 2 systems is not proven'],
  [['failed', 'unproven', 'not-protected', 'proven'], '3 of 4 systems are not proven'],
] as const)('the board answers who could not come back: %#', (standings, title) =>
  expect(boardTitle(standings.map((standing) => ({ standing })))).toBe(title),
)

test('only a proven system is good, and an unproven one is unknown, not bad and not good', () => {
  const tones = Object.entries(standingTone).filter(([, tone]) => tone === 'good')
  expect(tones).toEqual([['proven', 'good']])
  expect(standingTone.unproven).toBe('unknown')
})

test('a proof fades when it expires, and one below what is asked is never good', () => {
  const fresh = proof('2026-11-24T03:00:00Z')
  const old = proof('2026-10-01T03:00:00Z', { expiresAt: '2026-11-01T03:00:00Z' })
  const low = proof('2026-11-24T03:00:00Z', { level: 'L1' })
  expect([fresh, old, low].map((one) => proofTone(one, 'L2', now))).toEqual(['good', 'attention', 'attention'])
  expect([fresh, old, low].map((one) => proofWord(one, 'L2', now))).toEqual(['Passed L2', 'Passed L2, expired', 'Passed L1 of L2'])
  expect(proofTone(proof('2026-11-24T03:00:00Z', { verdict: 'unknown' }), 'L2', now)).toBe('unknown')
})

test('at the very moment of its expiry a proof does not count any more', () =>
  expect(proofTone(proof('2026-11-01T00:00:00Z', { expiresAt: now.toISOString() }), 'L2', now)).toBe('attention'))

test('the newest test of a day stands for it, in the zone of the client', () => {
  const recovery = system({
    proofs: [
      proof('2026-11-23T22:30:00Z'),
      proof('2026-11-23T23:30:00Z', { verdict: 'failed', level: null }),
      proof('2026-11-23T08:00:00Z'),
    ],
  })
  const berlin = dayCells(recovery, { days: 2, zone: 'Europe/Berlin', now })
  expect(berlin.map(({ day, tone }) => [day, tone])).toEqual([
    ['2026-11-23', 'good'],
    ['2026-11-24', 'broken'],
  ])
  const utc = dayCells(recovery, { days: 2, zone: 'Etc/UTC', now })
  expect(utc.map(({ tone }) => tone)).toEqual(['broken', null])
})

test('a day without a test has no tone at all', () =>
  expect(dayCells(system({}), { days: 1, zone: 'Etc/UTC', now })).toEqual([
    { day: '2026-11-24', tone: null, label: '2026-11-24: no test', level: '', proofId: null },
  ]))

test('days are calendar days: none is left out and none comes twice, whatever the clocks do', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      (n, date) => {
        const today = date.toISOString().slice(0, 10)
        const days = lastDays(n, today)
        expect(days.at(-1)).toBe(today)
        expect(new Set(days).size).toBe(n)
      },
    ),
  )
})

test.each([
  [system({ standing: 'not-protected' }), 'No signed policy protects it'],
  [system({}), 'No extraction test has run yet.'],
  [
    system({ proofs: [proof('2026-11-01T00:00:00Z', { verdict: 'unknown', level: null, why: 'restic is not installed' })] }),
    'restic is not installed',
  ],
  [system({ proofs: [proof('2026-11-01T00:00:00Z', { level: 'L1' })] }), 'The newest test reached L1; L2 is asked.'],
  [system({ proofs: [proof('2026-10-01T00:00:00Z', { expiresAt: '2026-11-01T00:00:00Z' })] }), 'Its proof has expired.'],
  [system({ standing: 'failed', proofs: [proof('2026-11-01T00:00:00Z', { verdict: 'failed', why: '3 files differ' })] }), '3 files differ'],
  [system({ standing: 'proven', proofs: [proof('2026-11-01T00:00:00Z')] }), 'An extraction test passed at L2; L2 is asked.'],
])('the reason is named: %#', (recovery, words) => expect(standingReason(recovery)).toContain(words))

test('never is not known, and exactly the promise is the promise kept', () => {
  expect(against(null, 3600)).toEqual({ tone: 'unknown', text: 'not known' })
  expect(against(3600, 3600)).toEqual({ tone: 'good', text: '1 h' })
  expect(against(3601, 3600).tone).toBe('attention')
  expect(against(60, undefined)).toEqual({ tone: 'unknown', text: '1 min, nothing promised' })
})

test('what a person of the client said stands in the list of tests', () => {
  const said = (verdict: 'passed' | 'failed' | 'unknown') => {
    const { result } = proof('2026-11-01T00:00:00Z')
    return personsWord({ ...result, levels: [{ level: 'L5', verdict, seconds: 0, evidence: '' }] })
  }
  expect(said('passed')).toBe('a person of the client found it there')
  expect(said('failed')).toBe('a person of the client missed something')
  expect(said('unknown')).toBe(null)
})
