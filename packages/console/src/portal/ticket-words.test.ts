import type { TicketStatus } from '@mainstay/contract/servicedesk'
import { expect, test } from 'vitest'
import { promiseForOwners, ticketsTitle } from './ticket-words.ts'

const of = (...statuses: TicketStatus[]) => ticketsTitle(statuses.map((status) => ({ status })))

test('the title says what is not solved, and what waits for the reader', () => {
  expect(of()).toBe('You have not asked for anything yet')
  expect(of('closed')).toBe('Everything you asked for is solved')
  expect(of('open', 'resolved')).toBe('1 request is not solved yet')
  expect(of('new', 'waiting-customer')).toBe('2 requests are not solved yet, 1 of them waits for you')
})

const [deadline, at] = ['2026-11-24T13:00:00Z', '2026-11-24T10:00:00Z']
const running = { state: 'running', deadline, at: null } as const
const words = (o: Partial<Parameters<typeof promiseForOwners>[0]>) =>
  promiseForOwners({ response: running, resolution: running, status: 'open', waitingFor: null, ...o }).map(
    ({ tone, words: text }) => `${tone}: ${text}`,
  )

test('the promise is told in plain words, and what was missed is not hidden', () => {
  expect(words({})).toEqual(['attention: You hear from a person at the latest', 'attention: It is solved at the latest'])
  const late = { state: 'breached', deadline, at: null } as const
  expect(words({ response: late, resolution: late }).every((line) => line.startsWith('broken'))).toBe(true)
  const kept = { state: 'met', deadline, at } as const
  expect(words({ response: kept, resolution: kept, status: 'resolved' })).toEqual([
    'good: We answered in time:',
    'good: It was solved in time:',
  ])
  expect(words({ response: kept, status: 'waiting-customer', waitingFor: 'A date' }).at(-1)).toContain('It waits for: A date')
  expect(words({ response: null, resolution: null })).toEqual([])
})
