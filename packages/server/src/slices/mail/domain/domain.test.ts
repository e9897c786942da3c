import fc from 'fast-check'
import { expect, test } from 'vitest'
import { domainOf, mailboxOf } from './address.ts'
import { createGate } from './limits.ts'
import { lineEnds } from './line-ends.ts'
import { type ListEntry, listed } from './lists.ts'
import { inOrder } from './next-hop.ts'
import { GIVE_UP_MS, nextAttempt } from './retry.ts'
import { searchWords } from './search-words.ts'

const bytes = fc.array(fc.constantFrom(13, 10, 46, 97), { maxLength: 40 })

test('a bare CR or LF is found, however the stream is cut', () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(40)), (all, cuts) => {
      const text = String.fromCharCode(...all)
      const expected = !/\r(?!\n)|(?<!\r)\n/.test(text)
      const scan = lineEnds()
      const places = [0, ...cuts.filter((n) => n < all.length).sort((a, b) => a - b), all.length]
      for (let n = 0; n + 1 < places.length; n++) scan.feed(Uint8Array.from(all.slice(places[n], places[n + 1])))
      expect(scan.end()).toBe(expected)
    }),
  )
})

test.each([
  [1, 1],
  [3, 5],
  [6, 30],
  [7, 60],
  [50, 60],
])('after attempt %i the next comes in %i minutes', (attempts, minutes) => {
  const now = new Date('2026-11-24T09:00:00Z')
  expect(nextAttempt({ attempts, receivedAt: now, now })?.getTime()).toBe(now.getTime() + minutes * 60_000)
})

test('after five days it ends, with a last attempt at their end', () => {
  const receivedAt = new Date('2026-11-24T09:00:00Z')
  const end = receivedAt.getTime() + GIVE_UP_MS
  const attempt = (now: number) => nextAttempt({ attempts: 40, receivedAt, now: new Date(now) })
  expect(attempt(end - 1)?.getTime()).toBe(end)
  expect(attempt(end)).toBeNull()
})

const at = (kind: 'allow' | 'deny', recipient: string, sender: string): ListEntry => ({
  id: `${kind} ${recipient} ${sender}`,
  kind,
  recipient,
  sender,
})

test.each<[string, ListEntry[], string | null]>([
  ['nothing that fits', [at('deny', '*', '@other.example'), at('deny', 'eve@acme.example', 'ann@shop.example')], null],
  [
    'the user’s own word before the client’s',
    [at('deny', '*', 'ann@shop.example'), at('allow', 'bob@acme.example', '@shop.example')],
    'allow bob@acme.example @shop.example',
  ],
  [
    'the domain’s word before the client’s',
    [at('allow', '*', 'ann@shop.example'), at('deny', '@acme.example', '@shop.example')],
    'deny @acme.example @shop.example',
  ],
  ['an address before its domain', [at('deny', '*', '@shop.example'), at('allow', '*', 'ann@shop.example')], 'allow * ann@shop.example'],
  ['deny before allow', [at('allow', '*', '@shop.example'), at('deny', '*', '@shop.example')], 'deny * @shop.example'],
])('of lists counts %s', (_, entries, expected) => {
  expect(listed(entries, ['', 'Ann@Shop.example'], 'Bob+news@acme.example')?.id ?? null).toBe(expected)
})

test('a domain on a list is what lies below it too, and not what ends like it', () => {
  const entries = [at('deny', '*', '@shop.example')]
  expect(listed(entries, ['a@mail.shop.example'], 'b@acme.example')).not.toBeNull()
  expect(listed(entries, ['a@bigshop.example'], 'b@acme.example')).toBeNull()
})

test('mailboxes and domains are read without regard to case, detail and a last dot', () => {
  expect([domainOf('"a@b"@Acme.Example.'), mailboxOf('Bob+x@Acme.example'), mailboxOf('+x@acme.example')]).toEqual([
    'acme.example',
    'bob@acme.example',
    '+x@acme.example',
  ])
})

test('next hops come by their priority', () => {
  const hop = (priority: number) => ({ host: 'h', port: 25, priority, tls: 'none' as const })
  expect(inOrder([hop(20), hop(5), hop(10)]).map(({ priority }) => priority)).toEqual([5, 10, 20])
})

test('a gate holds an address to so many at once and so many a minute, and lets it in again', () => {
  const gate = createGate({ perAddressAtOnce: 2, perAddressPerMinute: 4 })
  const now = (s: number) => new Date(Date.UTC(2026, 10, 24) + s * 1000)
  expect([gate.enter('a', now(0)), gate.enter('a', now(0)), gate.enter('a', now(0)), gate.enter('b', now(0))]).toEqual([
    null,
    null,
    'too-many-at-once',
    null,
  ])
  for (let n = 0; n < 2; n++) {
    gate.leave('a')
    gate.enter('a', now(1))
  }
  gate.leave('a')
  expect(gate.enter('a', now(2))).toBe('too-often')
  expect(gate.enter('a', now(20))).toBeNull()
})

test('the words of a message are what people look for, bounded', () => {
  const words = searchWords(['ann@mail.shop.example', 'Rechnung Nr. 4711-A (fällig)', '<abc.1@host.example>'])
  for (const word of ['ann@mail.shop.example', 'ann', 'shop', 'rechnung', '4711-a', 'fällig', 'abc.1@host.example'])
    expect(words).toContain(word)
  fc.assert(fc.property(fc.array(fc.string({ maxLength: 3000 })), (texts) => searchWords(texts).length <= 120))
})
