import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { silentLog } from '../../../platform/log/index.ts'
import { isPublic, meaningOf, reversed } from './block-list-names.ts'
import { type DnsServer, openDnsServer } from '../test/dns-server.ts'
import { createBlockLists } from './block-lists.ts'
import { createResolve } from './resolve.ts'

describe('what is asked and what it means', () => {
  test.each([
    ['192.0.2.99', '99.2.0.192'],
    ['::ffff:192.0.2.99', '99.2.0.192'],
    ['2001:db8::1', '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2'],
    ['nonsense', null],
  ])('%s is asked for as %s', (address, name) => {
    expect(reversed(address)).toBe(name)
  })

  test.each([
    [['127.0.0.2'], 'listed'],
    [[], 'clear'],
    [['127.255.255.254'], 'error'],
    [['127.0.0.4', '127.255.255.252'], 'error'],
    [['203.0.113.7'], 'error'],
  ])('%j is %s', (answers, meaning) => {
    expect(meaningOf(answers)).toBe(meaning)
  })

  test('private addresses are nobody else’s business', () => {
    expect(['10.1.2.3', '127.0.0.1', '192.168.1.1', '::1', 'fe80::1', '::ffff:10.0.0.1'].filter(isPublic)).toEqual([])
    expect(['9.9.9.9', '2606:4700::1'].filter(isPublic)).toHaveLength(2)
  })
})

describe('with a name server', () => {
  let dns: DnsServer
  let time = 0
  beforeEach(async () => {
    dns = await openDnsServer({
      '2.0.0.127.good.example': '127.0.0.2',
      '9.9.9.9.good.example': '127.0.0.4',
      // Says that everything is listed: a parked domain.
      '2.0.0.127.parked.example': '127.0.0.2',
      '1.0.0.127.parked.example': '127.0.0.2',
      '9.9.9.9.parked.example': '127.0.0.2',
      '2.0.0.127.asked.example': '127.0.0.2',
      '9.9.9.9.asked.example': '127.255.255.254',
    })
  })
  afterEach(() => dns.close())
  const open = (...lists: string[]) => {
    const now = () => time
    return createBlockLists({
      lists,
      resolve: createResolve({ servers: [dns.address], timeoutMs: 200, now }),
      timeoutMs: 300,
      now,
      log: silentLog(),
    })
  }

  test('an address that is on a list is found, and asked for once', async () => {
    const lists = open('good.example')
    expect(await lists.naming('9.9.9.9')).toEqual(['good.example'])
    expect(await lists.naming('8.8.8.8')).toEqual([])
    const { length } = dns.asked
    expect(await lists.naming('9.9.9.9')).toEqual(['good.example'])
    expect(dns.asked).toHaveLength(length)
  })

  test('a list whose test entries are wrong, or that answers with an error, stops nobody', async () => {
    expect(await open('parked.example', 'asked.example', 'absent.example').naming('9.9.9.9')).toEqual([])
  })

  test('without the network mail goes on, nothing is asked for five minutes, and then it is used again', async () => {
    dns.answering = false
    const lists = open('good.example')
    const started = performance.now()
    expect(await lists.naming('9.9.9.9')).toEqual([])
    expect(performance.now() - started).toBeLessThan(2000)
    const { length } = dns.asked
    expect(await lists.naming('9.9.9.9')).toEqual([])
    expect(dns.asked).toHaveLength(length)
    dns.answering = true
    time += 301_000
    expect(await lists.naming('9.9.9.9')).toEqual(['good.example'])
  })

  test('private senders and an installation without lists ask nobody', async () => {
    expect(await open('good.example').naming('10.0.0.9')).toEqual([])
    expect(await open().naming('9.9.9.9')).toEqual([])
    expect(dns.asked).toEqual([])
  })
})
