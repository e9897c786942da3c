import type { ProofCheck } from '@mainstay/contract/recovery'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCheckLines, writeCheckLines } from './check-lines.ts'

test.each<[string, ProofCheck]>([
  ['tcp 5432', { kind: 'tcp', port: 5432 }],
  ['http 80', { kind: 'http', port: 80 }],
  ['http 8080 /health contains all is well', { kind: 'http', port: 8080, path: '/health', contains: 'all is well' }],
  ['https 443 /', { kind: 'http', port: 443, path: '/', tls: true }],
  ['serial login:', { kind: 'serial', contains: 'login:' }],
  ['file /srv/data/orders.csv', { kind: 'file', path: '/srv/data/orders.csv' }],
  ['{"kind":"count","path":"/srv","min":10}', { kind: 'count', path: '/srv', min: 10 }],
])('%s', (line, check) => {
  expect(readCheckLines(`\n  ${line} \n`)).toEqual({ checks: [check] })
  expect(writeCheckLines([check])).toBe(line)
})

test.each(['tcp', 'tcp 70000', 'http x', 'http 80 health', 'ping 1', 'file orders.csv', '{"kind":"tcp"}', '{'])(
  '%s is named as no check',
  (line) => expect(readCheckLines(`tcp 22\n${line}`)).toEqual({ problem: expect.stringContaining(`“${line}”`) }),
)

const port = fc.integer({ min: 1, max: 65_535 })
const word = fc.string({ minLength: 1, maxLength: 12 })
const check = fc.oneof<fc.Arbitrary<ProofCheck>[]>(
  fc.record({ kind: fc.constant('tcp' as const), port }),
  fc.record(
    {
      kind: fc.constant('http' as const),
      port,
      path: word.map((text) => `/${text}`),
      status: fc.integer({ min: 100, max: 599 }),
      contains: word,
      tls: fc.boolean(),
    },
    { requiredKeys: ['kind', 'port'] },
  ),
  fc.record({ kind: fc.constant('serial' as const), contains: word }),
  fc.record({ kind: fc.constant('file' as const), path: word.map((text) => `/${text}`) }),
  fc.record({ kind: fc.constant('sql' as const), engine: word, query: word, min: fc.integer() }),
)

test('every list of checks that a policy may hold goes into the form and comes out the same', () =>
  fc.assert(
    fc.property(fc.array(check, { maxLength: 5 }), (checks) => {
      expect(readCheckLines(writeCheckLines(checks))).toEqual({ checks })
    }),
  ))
