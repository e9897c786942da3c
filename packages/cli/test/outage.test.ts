import { spawnSync } from 'node:child_process'
import { OutageCostSchema } from '@mainstay/contract/agreements'
import { expect, test } from 'vitest'

const document = {
  currency: 'USD',
  calendar: { zone: 'America/New_York', weekly: { mon: [['08:00', '17:00']], tue: [['08:00', '17:00']] } },
  people: [{ role: 'Front office', count: 8, hourlyRate: 4200, workLost: { booking: 0.5 } }],
  revenue: null,
  // Monday 16:00 to Tuesday 09:30 in New York: 2 h 30 min of business.
  outages: [{ system: 'booking', from: '2026-11-23T21:00:00Z', to: '2026-11-24T14:30:00Z' }],
}

function cost(input: string, args: string[] = []) {
  return spawnSync(process.execPath, ['packages/cli/src/main.ts', 'outage', 'cost', ...args], { input, encoding: 'utf8' })
}

test('outage cost counts business hours alone and prints one JSON document', () => {
  const { status, stdout } = cost(JSON.stringify(document), ['--json'])
  expect(status).toBe(0)
  expect(OutageCostSchema.parse(JSON.parse(stdout))).toMatchObject({
    businessSeconds: 9000,
    total: { low: 42_000, likely: 42_000, high: 42_000 },
    missing: [expect.stringContaining('Lost sales')],
  })
})

test.each([
  ['a field that is not known', { ...document, poeple: [] }, 'poeple'],
  ['no open hours', { ...document, calendar: { zone: 'UTC', weekly: {} } }, 'no open hours'],
  ['a system that nothing depends on', { ...document, outages: [{ ...document.outages[0], system: 'bookng' }] }, 'bookng'],
])('%s exits 65 and is named in one line', (_, input, named) => {
  const { status, stderr } = cost(JSON.stringify(input))
  expect([status, stderr.trim().split('\n').length]).toEqual([65, 1])
  expect(stderr).toContain(named)
})

test('what is no JSON exits 65, a file that is not there 64', () => {
  expect(cost('{').status).toBe(65)
  expect(cost('', ['absent.json']).status).toBe(64)
})
