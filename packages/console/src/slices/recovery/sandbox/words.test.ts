import type { DeviceSandbox, Sandbox } from '@mainstay/contract/recovery'
import { expect, test } from 'vitest'
import { capacitySentence, clock, maySay, parentOf, progressSentence, sandboxTitle } from './words.ts'

const AT = '2026-11-24T12:00:00.000Z'
const BASE: Sandbox = {
  id: 's',
  deviceId: 'd',
  restorePointId: 'p',
  state: 'running',
  startedBy: 'Jo',
  askedAt: AT,
  runningAt: AT,
  endsAt: AT,
  endedAt: null,
  end: null,
  progress: null,
  seen: null,
  hasFiles: false,
  statement: null,
}
const PROMPT = { kind: 'prompt', text: 'books login:' } as const
const SAID = { sentence: '', by: 'Jo', kind: 'client', identified: 'jo@example.com', at: AT } as const

test.each([
  [null, 'books can be started from its backup', 'See books as it would come back'],
  [{ state: 'starting' }, 'books is starting from its backup', 'books is coming back to life'],
  [{}, 'books is starting from its backup', 'books is coming back to life'],
  [{ seen: PROMPT }, 'books runs from its backup', 'books is here: look around'],
  [{ seen: { kind: 'failed', text: 'panic' } }, 'books runs, and shows no login prompt', 'books runs, and shows no login prompt'],
  [{ state: 'ended' }, 'books no longer runs from its backup', 'See books as it would come back'],
  [{ statement: { ...SAID, verdict: 'there' } }, 'Jo found books as it should be', 'Jo found books as it should be'],
  [{ statement: { ...SAID, verdict: 'missing' } }, 'Jo missed something on books', 'Jo missed something on books'],
] as [Partial<Sandbox> | null, string, string][])('the title of %j', (newest, forStaff, forOwners) => {
  const of: Pick<DeviceSandbox, 'hostname' | 'newest'> = { hostname: 'books', newest: newest === null ? null : { ...BASE, ...newest } }
  expect([sandboxTitle(of, 'console'), sandboxTitle(of, 'portal')]).toEqual([forStaff, forOwners])
})

test('how long it takes is said only where it is known', () => {
  expect(progressSentence({ step: 'extract', seconds: 12, remainingSeconds: 95 }, 'portal')).toBe(
    'Bringing back the files. About 1 minute and 35 seconds more.',
  )
  expect(progressSentence({ step: 'starting', seconds: 130, remainingSeconds: null }, 'console')).toBe(
    'Starting the server, for 2 min 10 s now. How long it will take is not known yet.',
  )
  expect(progressSentence(null, 'portal')).toBe('It begins in a moment.')
})

test.each([
  [1_800_000, '30:00'],
  [61_000, '1:01'],
  [60_001, '1:01'],
  [3_720_000, '1:02:00'],
  [-5, '0:00'],
])('%d ms on the clock are %s', (milliseconds, text) => expect(clock(milliseconds)).toBe(text))

test('what fits is a count', () => {
  expect(capacitySentence({ running: 1, most: 2, nextEndsAt: null })).toBe('1 server can be started now.')
  expect(capacitySentence({ running: 2, most: 2, nextEndsAt: AT })).toBe('2 servers run for people to look at, which is all that fits.')
})

test('it can be said once, of what has run, until an hour after its end', () => {
  const ended = { ...BASE, state: 'ended', endedAt: AT } as const
  expect(maySay(BASE, new Date(AT))).toBe(true)
  expect(maySay(ended, new Date('2026-11-24T12:59:00Z'))).toBe(true)
  expect(maySay(ended, new Date('2026-11-24T13:00:00Z'))).toBe(false)
  expect(maySay({ ...ended, runningAt: null }, new Date(AT))).toBe(false)
  expect(maySay({ ...BASE, statement: { ...SAID, verdict: 'there' } }, new Date(AT))).toBe(false)
})

test('the folder above', () => expect(['srv/data', 'srv', ''].map(parentOf)).toEqual(['srv', '', '']))
