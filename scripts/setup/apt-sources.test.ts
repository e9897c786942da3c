import { describe, expect, test } from 'vitest'
import { parseDeb822, parseOneLine, renderNextSuite, renderPin, sourceOfSuite } from './apt-sources.mjs'

const deb822 = `# a remark at the top
Types: deb deb-src
# a remark between fields
URIs: http://mirror.test/debian http://second.test/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.test/debian-security
Suites: bookworm-security
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDMEY865UxYJKwYBBAHaRw8BAQdAd7Z0srwuhlB6JKFkcf4HU4SSS/xcRfwEQWzr
 -----END PGP PUBLIC KEY BLOCK-----
`

describe('deb822 sources', () => {
  test('are read stanza by stanza, without remarks', () => {
    expect(parseDeb822(deb822)).toMatchObject([
      {
        types: ['deb', 'deb-src'],
        uris: ['http://mirror.test/debian', 'http://second.test/debian'],
        suites: ['bookworm', 'bookworm-updates'],
        components: ['main', 'contrib'],
      },
      { suites: ['bookworm-security'], components: ['main'] },
    ])
  })

  test('keep a key block of several lines as it stands', () => {
    const [, security] = parseDeb822(deb822)
    expect(security?.signedBy?.split('\n')).toHaveLength(5)
    expect(parseDeb822(renderNextSuite(security ?? never(), 'trixie', 'remark'))[0]?.signedBy).toBe(security?.signedBy)
  })

  test('that are switched off say so', () => {
    const sources = parseDeb822('Types: deb\nEnabled: no\nURIs: http://mirror.test/debian\nSuites: bookworm\nComponents: main\n')
    expect(sources[0]?.enabled).toBe(false)
    expect(sourceOfSuite(sources, 'bookworm')).toBeUndefined()
  })

  test.each(['', '\n\n', '# only a remark\n'])('none stand in %j', (text) => {
    expect(parseDeb822(text)).toEqual([])
  })
})

describe('one-line sources', () => {
  test.each([
    ['deb http://mirror.test/debian bookworm main', null, ['main']],
    ['deb [signed-by=/k.gpg arch=amd64] http://mirror.test/debian bookworm main contrib # remark', '/k.gpg', ['main', 'contrib']],
    ['  deb   [ arch=amd64 signed-by=/k.gpg ]  http://mirror.test/debian   bookworm   main', '/k.gpg', ['main']],
  ])('%s', (line, signedBy, components) => {
    expect(parseOneLine(line)).toEqual([
      { types: ['deb'], uris: ['http://mirror.test/debian'], suites: ['bookworm'], components, signedBy, enabled: true },
    ])
  })

  test('that are remarks, empty or broken count as none', () => {
    expect(parseOneLine('# deb http://mirror.test/debian bookworm main\n\ndeb\n')).toEqual([])
  })
})

describe('the next suite', () => {
  const sources = [
    ...parseOneLine('deb-src http://mirror.test/debian bookworm main\ndeb http://extra.test/debian bookworm contrib'),
    ...parseDeb822(deb822),
  ]

  test("comes from the machine's own archive: its main component, in binary form", () => {
    expect(sourceOfSuite(sources, 'bookworm')?.uris).toEqual(['http://mirror.test/debian', 'http://second.test/debian'])
    expect(sourceOfSuite(sources, 'trixie')).toBeUndefined()
  })

  test('is written with the same address and key', () => {
    expect(renderNextSuite(sourceOfSuite(sources, 'bookworm') ?? never(), 'trixie', 'why\nand how long')).toBe(
      '# why\n# and how long\nTypes: deb\nURIs: http://mirror.test/debian http://second.test/debian\nSuites: trixie\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n',
    )
  })

  test('has no key line where the machine trusts by its general keyring', () => {
    const [source] = parseOneLine('deb http://mirror.test/debian bookworm main')
    expect(renderNextSuite(source ?? never(), 'trixie', 'why')).not.toContain('Signed-By')
  })

  test('is held back but for the one package', () => {
    const stanzas = renderPin('trixie', 'restic', 'why').split('\n\n')
    expect(stanzas[0]).toMatch(/Package: \*\nPin: release n=trixie\nPin-Priority: -1$/)
    expect(stanzas[1]).toMatch(/^Package: restic\nPin: release n=trixie\nPin-Priority: 990\n$/)
  })
})

function never(): never {
  throw new Error('the source is missing')
}
