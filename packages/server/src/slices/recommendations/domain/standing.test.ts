import { newId } from '@mainstay/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Decline, standingOf, type System } from './standing.ts'

const books: System = { deviceId: newId(), hostname: 'srv-books', standing: 'proven', copied: true }
const files: System = { deviceId: newId(), hostname: 'srv-files', standing: 'unproven', copied: true }
const decline = (deviceIds: string[]): Decline => ({
  recommendationId: newId(),
  title: 'Test the files server',
  by: 'Carol',
  on: '2026-11-24',
  deviceIds,
})

test('every system proven and copied is good standing', () => {
  expect(standingOf([books], [])).toMatchObject({ standing: 'good', reasons: [{ tone: 'good' }] })
})

test('no system at all is not known', () => {
  expect(standingOf([], []).standing).toBe('unknown')
})

test.each([
  ['not proven', { ...books, standing: 'unproven' as const }, 'srv-books: not proven to come back at the level of its policy.'],
  ['failed', { ...books, standing: 'failed' as const }, 'srv-books: the last extraction test failed.'],
  ['not protected', { ...books, standing: 'not-protected' as const }, 'srv-books: nothing is backed up.'],
  ['without a copy', { ...books, copied: false }, 'No system has a recorded copy in a second place.'],
  ['with a copy that nobody recorded', { ...books, copied: null }, 'No system has a recorded copy in a second place.'],
])('a system %s is not good standing, and named', (_, system, text) => {
  const { standing, reasons } = standingOf([system], [])
  expect(standing).toBe('not-good')
  expect(reasons.map((reason) => reason.text)).toContain(text)
})

test('what is missing and was declined gives declined, with who and when', () => {
  const declined = decline([files.deviceId])
  const { standing, reasons } = standingOf([books, files], [declined])
  expect(standing).toBe('declined')
  expect(reasons.at(-1)).toEqual({
    text: '“Test the files server” was declined by Carol on 2026-11-24.',
    tone: 'attention',
    recommendationId: declined.recommendationId,
  })
})

test('a decline about one system does not excuse another', () => {
  expect(standingOf([files, { ...books, standing: 'failed' }], [decline([files.deviceId])]).standing).toBe('not-good')
})

test('a decline never makes good what is not, and is not held against what is', () => {
  const system = fc.record({
    deviceId: fc.uuid(),
    hostname: fc.constant('x'),
    standing: fc.constantFrom('proven', 'failed', 'unproven', 'not-protected'),
    copied: fc.constantFrom(true, false, null),
  }) as fc.Arbitrary<System>
  fc.assert(
    fc.property(fc.array(system), fc.array(fc.array(fc.uuid(), { maxLength: 2 })), (systems, declined) => {
      const { standing } = standingOf(systems, declined.map(decline))
      const isGood = systems.length > 0 && systems.every((one) => one.standing === 'proven' && one.copied === true)
      expect(standing === 'good').toBe(isGood)
    }),
  )
})
