import { expect, test } from 'vitest'
import { tickLabels } from './ticks.ts'

const at = (iso: string) => Date.parse(iso) / 1000

test("hours are those of the client's zone, and a day that begins says its date", () => {
  const ticks = [at('2026-11-23T22:00:00Z'), at('2026-11-23T23:00:00Z'), at('2026-11-24T00:00:00Z')]
  expect(tickLabels(ticks, 3600, 'Europe/Berlin')).toEqual(['23:00', '24 Nov', '01:00'])
  expect(tickLabels(ticks, 3600, 'Etc/UTC')).toEqual(['22:00', '23:00', '24 Nov'])
})

test('steps of days are dates', () => expect(tickLabels([at('2026-11-24T05:00:00Z')], 86_400, 'Etc/UTC')).toEqual(['24 Nov']))
