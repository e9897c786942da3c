import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAddresses } from './index.ts'

const brief = (header: string) => parseAddresses(header).map(({ name, address }) => [name, address])

test.each<[string, string[][]]>([
  ['a@b.example', [['', 'a@b.example']]],
  ['Ann Lee <ann@B.Example>', [['Ann Lee', 'ann@b.example']]],
  [
    '"Lee, Ann" <ann@b.example>, bob@c.example (Bob (B.) Ray)',
    [
      ['Lee, Ann', 'ann@b.example'],
      ['Bob B. Ray', 'bob@c.example'],
    ],
  ],
  ['"<boss@own.example>" <x@evil.example>', [['<boss@own.example>', 'x@evil.example']]],
  ['=?utf-8?Q?J=C3=BCrgen?= <j@b.example>', [['Jürgen', 'j@b.example']]],
  ['"quoted \\" mark" <"odd local"@b.example>', [['quoted " mark', '"oddlocal"@b.example']]],
  [
    'Team: a@b.example, c@d.example;',
    [
      ['', 'a@b.example'],
      ['', 'c@d.example'],
    ],
  ],
  ['<@route.example:a@b.example>', [['', 'a@b.example']]],
  ['Nobody', [['', 'Nobody']]],
  ['<>', []],
  ['', []],
  ['a@bücher.example', [['', 'a@xn--bcher-kva.example']]],
])('%j is read', (header, expected) => {
  expect(brief(header)).toEqual(expected)
})

test('an international domain is given in both forms', () => {
  expect(parseAddresses('x@XN--bcher-kva.example')[0]).toMatchObject({ domain: 'xn--bcher-kva.example', domainUnicode: 'bücher.example' })
})

test('any header is read, and quickly', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 200, unit: fc.constantFrom('"', '\\', '(', ')', '<', '>', ',', ';', ':', '@', 'a', '.', ' ') }),
      (header) => {
        for (const { address } of parseAddresses(header)) expect(typeof address).toBe('string')
      },
    ),
  )
  const started = performance.now()
  expect(parseAddresses('a@b.example,'.repeat(100_000))).toHaveLength(1000)
  expect(performance.now() - started).toBeLessThan(500)
})
