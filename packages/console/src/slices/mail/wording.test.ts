import { expect, test } from 'vitest'
import { mailSearch } from './search.ts'
import { hoursOf, kindOf, mailTitle, stoppedByDay, why } from './wording.ts'

test.each([
  ['malware.known', 'malware'],
  ['policy.content', 'malware'],
  ['impersonation.person', 'pretence'],
  ['dmarc.reject', 'pretence'],
  ['list.deny', 'list'],
  ['model.words', 'content'],
  ['scanner.score', 'content'],
  ['', 'content'],
])('a message stopped for %s is counted under %s', (reason, kind) => expect(kindOf(reason)).toBe(kind))

const counts = [
  { day: '2026-11-23', verdict: 'reject', reason: 'malware.known', n: 3 },
  { day: '2026-11-23', verdict: 'deliver', reason: '', n: 7 },
  { day: '2026-11-24', verdict: 'quarantine', reason: 'model.words', n: 1 },
] as const

test('every day has its row, and only what was stopped is in the stack', () => {
  expect(stoppedByDay(counts, 3, new Date('2026-11-24T23:59:00Z'))).toEqual([
    { day: '2026-11-22', stopped: { malware: 0, pretence: 0, list: 0, content: 0 }, all: 0 },
    { day: '2026-11-23', stopped: { malware: 3, pretence: 0, list: 0, content: 0 }, all: 10 },
    { day: '2026-11-24', stopped: { malware: 0, pretence: 0, list: 0, content: 1 }, all: 1 },
  ])
})

test('the title says how much came and how much was stopped', () => {
  expect(mailTitle('Acme', counts)).toBe('Acme: 4 of 11 messages were stopped in 30 days')
  expect(mailTitle('Acme', [])).toBe('Acme: no mail came in the last 30 days')
})

test('the reason shown is the heaviest against it', () => {
  expect(
    why([
      { id: 'a', weight: -3, text: 'known' },
      { id: 'b', weight: 2, text: 'a new sender' },
    ]),
  ).toBe('a new sender')
  expect(why([])).toBe('Nothing spoke against it')
})

test('an address that somebody wrote by hand is read leniently', () => {
  expect(mailSearch({ clientId: 'x', words: 4711, day: 'today', state: 'eaten', page: '1', reason: "';" })).toEqual({ words: '4711' })
  expect(mailSearch({ state: 'held', page: 3, day: '2026-11-24', subject: '' })).toEqual({ state: 'held', page: 3, day: '2026-11-24' })
})

test.each([
  ['16, 8 8', [8, 16]],
  ['', []],
  ['24', null],
  ['noon', null],
])('hours written as “%s”', (text, hours) => expect(hoursOf(text)).toEqual(hours))
