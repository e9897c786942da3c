import { expect, test } from 'vitest'
import { compiledHours } from './compiled-hours.ts'
import { defaultCalendar } from './defaults.ts'

const TUESDAY = Date.parse('2026-11-24T09:00:00Z') / 1000

test('the same hours are made once, others are others, and what was let go is made again', () => {
  const warsaw = compiledHours(defaultCalendar('Europe/Warsaw'))
  expect(compiledHours(defaultCalendar('Europe/Warsaw'))).toBe(warsaw)
  expect(compiledHours(defaultCalendar('America/New_York')).nextOpen(TUESDAY)).not.toBe(warsaw.nextOpen(TUESDAY))
  for (let n = 0; n < 300; n++)
    compiledHours({ ...defaultCalendar('Europe/Warsaw'), exceptions: [{ date: '2026-11-24', hours: [], name: String(n) }] })
  const again = compiledHours(defaultCalendar('Europe/Warsaw'))
  expect(again).not.toBe(warsaw)
  expect(again.add(TUESDAY, 3600)).toBe(warsaw.add(TUESDAY, 3600))
})
