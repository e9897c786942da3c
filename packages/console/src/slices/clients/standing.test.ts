import type { DeviceRecovery } from '@mainstay/contract/recovery'
import { expect, test } from 'vitest'
import { clientStanding, clientsTitle } from './standing.ts'

const system = (standing: DeviceRecovery['standing'], o: Partial<DeviceRecovery> = {}): DeviceRecovery =>
  ({ hostname: 'srv1', standing, promised: null, rpoSeconds: null, rto: { last: null, worst: null }, ...o }) as DeviceRecovery
const healthy = { counts: { ok: 2, warning: 0, critical: 0, unknown: 0 } }

test('a client without systems is not known', () => expect(clientStanding([], healthy).tone).toBe('unknown'))

test('recovery comes first: one failed system, and all the healthy machines do not help', () => {
  const standing = clientStanding([system('proven'), system('failed')], healthy)
  expect(standing).toMatchObject({ tone: 'broken', word: 'Could not come back' })
  expect(standing.reasons[0]).toEqual({ tone: 'broken', text: '1 of 2 systems is not proven.' })
})

test('an unproven system makes the client unknown, never good', () =>
  expect(clientStanding([system('proven'), system('unproven')], healthy).tone).toBe('unknown'))

test('with one copy of the backups even a wholly proven client is not in good standing, and it is said', () => {
  const standing = clientStanding([system('proven')], healthy)
  expect(standing.tone).toBe('attention')
  expect(standing.reasons.map(({ text }) => text).join(' ')).toContain('no second copy is recorded')
})

test('a promise that was not kept is named with the system', () => {
  const late = system('proven', { hostname: 'books', promised: { rpoSeconds: 60, rtoSeconds: 60 }, rpoSeconds: 61 })
  expect(clientStanding([late], undefined).reasons).toContainEqual({
    tone: 'attention',
    text: '1 system fell short of the promised RPO or RTO: books.',
  })
})

test.each([
  [0, [], 'There are no clients yet'],
  [2, ['broken'], 'You look after 2 clients'],
  [2, ['broken', 'attention'], '1 of 2 clients is not proven to come back'],
  [3, ['broken', 'unknown', 'good'], '2 of 3 clients are not proven to come back'],
  [2, ['attention', 'good'], 'All 2 clients are proven to come back'],
] as const)('the list of clients answers who could come back, once all are known: %#', (total, tones, title) =>
  expect(
    clientsTitle(
      total,
      tones.map((tone) => ({ tone })),
    ),
  ).toBe(title),
)
