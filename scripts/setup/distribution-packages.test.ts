import { describe, expect, test } from 'vitest'
import { distributionPackages, missingPackages, parseInstalled, parseOsRelease, reaches } from './distribution-packages.mjs'

const bookworm = { id: 'debian', codename: 'bookworm', debianLike: true }

describe('the lists', () => {
  test('give a reason and a program for each package', () => {
    for (const one of distributionPackages(['run', 'test', 'mail-quality'], bookworm)) {
      expect(one.why).toMatch(/^[a-zA-Z].*[^.]$/)
      // Beside a folder of programs lie a firmware and what only others call.
      expect(one.program).toMatch(/^(\.\.\/(share|lib)\/[\w./-]+|[a-z][\w-]*)$/)
    }
  })

  test('name no package twice', () => {
    const names = distributionPackages(['run', 'test', 'mail-quality'], bookworm).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  test('leave what only tests need out of a run', () => {
    const names = distributionPackages(['run'], bookworm).map(({ name }) => name)
    expect(names).toContain('restic')
    expect(names).not.toContain('chromium')
    expect(distributionPackages(['run', 'test'], bookworm).map(({ name }) => name)).not.toContain('spamassassin')
  })

  test('take PostgreSQL 15 on Debian 12 and the own version elsewhere', () => {
    const postgresql = (codename: string) => distributionPackages(['test'], { ...bookworm, codename }).map(({ name }) => name)
    expect(postgresql('bookworm')).toContain('postgresql-15')
    expect(postgresql('trixie')).toContain('postgresql')
  })
})

describe('versions', () => {
  test.each([
    ['0.18.0-1+b4', '0.18', true],
    ['0.18', '0.18', true],
    ['0.18.1', '0.18', true],
    ['0.14.0-1+b5', '0.18', false],
    ['0.9.6', '0.18', false],
    ['1.0', '0.18', true],
    ['2:0.17.3-1', '0.18', false],
    ['garbage', '0.18', false],
  ])('%s reaches %s: %s', (version, minimum, expected) => {
    expect(reaches(version, minimum)).toBe(expected)
  })
})

describe('what is missing', () => {
  const wanted = distributionPackages(['run'], bookworm).filter(({ name }) => ['restic', 'fuse3', 'util-linux'].includes(name))
  const missing = (output: string) => missingPackages(wanted, parseInstalled(output)).map(({ name }) => name)

  const installed = (version: string) => `${wanted.map(({ name }) => `ii ${name} ${version}`).join('\n')}\n`

  test('is nothing when all is there', () => {
    expect(missing(installed('1:9.0-1'))).toEqual([])
  })

  test('is what dpkg does not know, what was removed, and what is too old', () => {
    const others = installed('1:9.0-1').replace(/^ii (restic|fuse3|util-linux) .*\n/gm, '')
    expect(missing(`${others}ii restic 0.14.0-1+b5\nrc fuse3 3.14.0-4\n`)).toEqual(['restic', 'fuse3', 'util-linux'])
    expect(missing('')).toEqual(wanted.map(({ name }) => name))
  })
})

describe('the system', () => {
  test.each([
    ['PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n', bookworm],
    ['ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n', { id: 'ubuntu', codename: 'noble', debianLike: true }],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', { id: 'linuxmint', codename: '', debianLike: true }],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', { id: 'rocky', codename: '', debianLike: false }],
    ['', { id: 'unknown', codename: '', debianLike: false }],
  ])('is read from %j', (text, expected) => {
    expect(parseOsRelease(text)).toEqual(expected)
  })
})
