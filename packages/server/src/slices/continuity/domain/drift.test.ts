import type { SystemFacts } from '@mainstay/contract/continuity'
import { newId } from '@mainstay/kernel'
import { expect, test } from 'vitest'
import { draftFrom } from './content.ts'
import { driftOf } from './drift.ts'

const NOW = new Date('2026-11-24T09:00:00Z')
const store: SystemFacts = {
  deviceId: newId(),
  hostname: 'SRV-1',
  standing: 'proven',
  asked: 'L3',
  promised: { rpoSeconds: 86_400, rtoSeconds: 14_400 },
  achieved: { rpoSeconds: 3600, rtoLastSeconds: 60, rtoWorstSeconds: 90 },
  proof: { id: newId(), at: '2026-11-20T00:00:00.000Z', expiresAt: '2026-12-20T00:00:00.000Z', level: 'L4' },
  backups: 'here',
  copies: [{ name: 'Cellar', standing: 'good' }],
}
const approved = { content: draftFrom([store], [], null), facts: [store] }

test('records as they were, and times that move, are no drift', () => {
  expect(driftOf(approved, [{ ...store, achieved: { rpoSeconds: 9, rtoLastSeconds: null, rtoWorstSeconds: 1 } }], NOW)).toEqual([])
})

test.each<[string, SystemFacts[], string[]]>([
  ['a system that came', [store, { ...store, deviceId: newId(), hostname: 'SRV-2' }], ['SRV-2 was added and is in no plan.']],
  ['a system that went', [], ['SRV-1 is no longer among the systems.']],
  ['a test that failed', [{ ...store, standing: 'failed' }], ['The last extraction test of SRV-1 failed.']],
  ['a backup that ended', [{ ...store, standing: 'not-protected' }], ['SRV-1 is no longer backed up.']],
  ['a proof that is over', [{ ...store, standing: 'unproven', proof: null }], ['The proof that SRV-1 comes back has expired.']],
  [
    'a copy that fell silent',
    [{ ...store, copies: [{ name: 'Cellar', standing: 'silent' }] }],
    ['SRV-1 has no good copy in a second place any more.'],
  ],
  [
    'another promise',
    [{ ...store, promised: { rpoSeconds: 86_400, rtoSeconds: 5400 } }],
    ['The promise for SRV-1 was data at most 24 h old, back within 4 h and is data at most 24 h old, back within 90 min.'],
  ],
])('%s is told', (_, now, texts) => {
  expect(driftOf(approved, now, NOW).map(({ text }) => text)).toEqual(texts)
})

test('what was known and left out when they approved is not told as new', () => {
  const printer = { ...store, deviceId: newId(), hostname: 'printer' }
  expect(driftOf({ ...approved, facts: [store, printer] }, [store, printer], NOW)).toEqual([])
})

test('a proof that ran out is told on the hour, whatever the standing says', () => {
  expect(driftOf(approved, [store], new Date('2026-12-19T23:59:59Z'))).toEqual([])
  expect(driftOf(approved, [store], new Date('2026-12-20T00:00:00Z')).map(({ kind }) => kind)).toEqual(['proof-over'])
})
