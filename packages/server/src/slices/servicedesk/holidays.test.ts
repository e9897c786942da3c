import { expect, test } from 'vitest'
import { proposeHolidays } from './holidays.ts'

test('holidays are dates of the place, of a region where one is named, and of several days each day', async () => {
  const berlin = await proposeHolidays({ country: 'DE', region: 'BE', year: 2027 })
  expect(berlin).toContainEqual({ date: '2027-03-08', name: "International Women's Day", kind: 'public' })
  expect((await proposeHolidays({ country: 'DE', year: 2027 })).map(({ date }) => date)).not.toContain('2027-03-08')
  expect((await proposeHolidays({ country: 'PL', year: 2026 })).map(({ date }) => date)).toContain('2026-11-11')
  expect((await proposeHolidays({ country: 'SA', year: 2026 })).filter(({ name }) => name.includes('al-Fitr')).length).toBeGreaterThan(2)
})

test('a country or region that is not known is one clear answer', async () => {
  await expect(proposeHolidays({ country: 'XX', year: 2026 })).rejects.toMatchObject({ code: 'servicedesk.no-holidays' })
  await expect(proposeHolidays({ country: 'DE', region: 'ZZ', year: 2026 })).rejects.toMatchObject({ code: 'servicedesk.no-holidays' })
})
