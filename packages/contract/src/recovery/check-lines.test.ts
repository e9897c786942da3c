import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCheckLines, writeCheckLines } from './check-lines.ts'
import type { ProofCheck } from './checks.ts'

test.each<[string, ProofCheck]>([
  ['tcp 5432', { kind: 'tcp', port: 5432 }],
  ['http 80', { kind: 'http', port: 80 }],
  ['http 8080 /health contains all is well', { kind: 'http', port: 8080, path: '/health', contains: 'all is well' }],
  ['https 443 /', { kind: 'http', port: 443, path: '/', tls: true }],
  ['serial login:', { kind: 'serial', contains: 'login:' }],
  ['file /srv/data/orders.csv', { kind: 'file', path: '/srv/data/orders.csv' }],
  [
    'sql app: select count(*) from orders >= 1',
    { kind: 'sql', engine: 'postgres', database: 'app', query: 'select count(*) from orders', min: 1 },
  ],
  [
    'sql app reader secret: select 5 >= -2.5',
    { kind: 'sql', engine: 'postgres', database: 'app', user: 'reader', password: 'secret', query: 'select 5', min: -2.5 },
  ],
  ['command systemctl is-active nginx', { kind: 'command', command: 'systemctl is-active nginx' }],
  ['command as root pass: test -f /srv/x', { kind: 'command', command: 'test -f /srv/x', login: { user: 'root', password: 'pass' } }],
  ['command as root: id', { kind: 'command', command: 'id', login: { user: 'root' } }],
  ['plugin check_smtp -H {host} -p {port:25}', { kind: 'plugin', command: ['check_smtp', '-H', '{host}', '-p', '{port:25}'] }],
  ['{"kind":"count","path":"/srv","min":10}', { kind: 'count', path: '/srv', min: 10 }],
])('%s', (line, check) => {
  expect(readCheckLines(`\n  ${line} \n`)).toEqual({ checks: [check] })
  expect(writeCheckLines([check])).toBe(line)
})

test.each([
  'tcp',
  'tcp 70000',
  'http x',
  'http 80 health',
  'ping 1',
  'file orders.csv',
  'sql app: select 1',
  'plugin /bin/sh -c id',
  'command',
  '{"kind":"tcp"}',
  '{',
])('%s is named as no check', (line) =>
  expect(readCheckLines(`tcp 22\n${line}`)).toEqual({ problem: expect.stringContaining(`“${line}”`) }),
)

const port = fc.integer({ min: 1, max: 65_535 })
const word = fc.string({ minLength: 1, maxLength: 12 })
const line = word.filter((text) => /^\P{Cc}+$/u.test(text))
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
  fc.record(
    {
      kind: fc.constant('sql' as const),
      engine: fc.constant('postgres' as const),
      query: word,
      min: fc.double({ noNaN: true, noDefaultInfinity: true }),
      database: line,
      user: line,
      password: line,
      port,
      login: fc.record({ user: line, password: line }, { requiredKeys: ['user'] }),
    },
    { requiredKeys: ['kind', 'engine', 'query', 'min'] },
  ),
  fc.record(
    {
      kind: fc.constant('command' as const),
      command: line,
      login: fc.record({ user: line, password: line }, { requiredKeys: ['user'] }),
      contains: word,
    },
    { requiredKeys: ['kind', 'command'] },
  ),
  fc.record({
    kind: fc.constant('plugin' as const),
    command: fc.tuple(fc.stringMatching(/^check_[a-z]{1,8}$/), word).map(([name, argument]): [string, ...string[]] => [name, argument]),
  }),
)

test('every list of checks that a policy may hold goes into the form and comes out the same', () =>
  fc.assert(
    fc.property(fc.array(check, { maxLength: 5 }), (checks) => {
      expect(readCheckLines(writeCheckLines(checks))).toEqual({ checks })
    }),
  ))
