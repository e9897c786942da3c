import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SlaAnswerSchema } from '@mainstay/contract/servicedesk'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'mainstay-sla-'))
afterAll(() => rmSync(folder, { recursive: true }))

const document = {
  calendar: {
    zone: 'America/New_York',
    weekly: { mon: [['08:00', '24:00']], tue: [['08:00', '17:00']], fri: [['22:00', '06:00']] },
    exceptions: [],
  },
  policy: {
    priorities: { high: { response: { amount: 30, unit: 'minutes' }, resolution: { amount: 4, unit: 'workingHours' } } },
    pausedStatuses: ['waiting-customer'],
    reopenWindowDays: 7,
  },
  events: [
    { at: '2026-11-23T14:00:00Z', type: 'opened', priority: 'high' },
    { at: '2026-11-23T09:10:00-05:00', type: 'reply', author: 'technician', public: true },
    { at: '2026-11-23T15:30:00Z', type: 'status', status: 'waiting-customer' },
  ],
  now: '2026-11-24T15:00:00Z',
}
const answer = {
  response: { state: 'met', deadline: '2026-11-23T14:30:00Z', consumedSeconds: 600, at: '2026-11-23T14:10:00Z' },
  resolution: { state: 'paused', deadline: null, consumedSeconds: 5400, remainingSeconds: 9000, at: null },
  breaches: [],
  ledger: [
    { from: '2026-11-23T14:00:00Z', to: '2026-11-23T15:30:00Z', counted: true, why: 'open' },
    { from: '2026-11-23T15:30:00Z', to: '2026-11-24T15:00:00Z', counted: false, why: 'waiting-customer' },
  ],
}

function explain(args: string[], input = '') {
  const main = join(import.meta.dirname, '..', 'src', 'main.ts')
  return spawnSync(process.execPath, [main, 'sla', 'explain', ...args], { input, encoding: 'utf8' })
}

test('explain prints one JSON document for one, and a list for a list, from a file or from stdin', () => {
  const file = join(folder, 'one.json')
  writeFileSync(file, JSON.stringify(document))
  const one = explain([file, '--json'])
  expect([one.status, JSON.parse(one.stdout)]).toEqual([0, answer])
  SlaAnswerSchema.parse(JSON.parse(one.stdout))
  const many = explain([], JSON.stringify([document, document]))
  expect([many.status, JSON.parse(many.stdout)]).toEqual([0, [answer, answer]])
})

test.each([
  ['nothing', {}, '"calendar" (the hours in which the clock runs); "policy" (the targets'],
  ['no open hours', { ...document, calendar: { zone: 'UTC', weekly: {}, exceptions: [] } }, 'no open hours'],
  ['an unknown zone', { ...document, calendar: { ...document.calendar, zone: 'Mars/Olympus' } }, 'Mars/Olympus'],
  ['events out of order', { ...document, events: document.events.toReversed() }, 'out of order'],
  ['a field that is not known', { ...document, calender: {} }, 'calender'],
  [
    'a time that is none',
    { ...document, calendar: { ...document.calendar, weekly: { mon: [['08:00', '25:00']] } } },
    'calendar.weekly.mon.0.1',
  ],
  ['a wrong document in a list', [document, { ...document, events: [] }], 'document 2 of 2: events'],
])('%s exits 65 and is named in one line', (_, input, named) => {
  const { status, stderr } = explain([], JSON.stringify(input))
  expect(status).toBe(65)
  expect(stderr).toContain(named)
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

test('what is no JSON exits 65, what cannot be read exits 64', () => {
  expect(explain([], '{').status).toBe(65)
  expect(explain([join(folder, 'absent.json')])).toMatchObject({
    status: 64,
    stderr: expect.stringContaining('absent.json cannot be read'),
  })
})
