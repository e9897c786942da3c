import { describe, expect, test } from 'vitest'
import { installedMatchesLock, type LockFile } from './lock-file.mjs'

const lock: LockFile = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' },
    'node_modules/@mainstay/kernel': { link: true },
    'node_modules/only-on-windows': { version: '1.0.0', optional: true },
  },
}
const installed: LockFile = {
  packages: {
    'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' },
    'node_modules/@mainstay/kernel': { link: true },
  },
}

function changed(change: Record<string, object>): LockFile {
  return { packages: { ...installed.packages, ...change } }
}

describe('node_modules', () => {
  test('agree with the lock although packages of other platforms are absent', () => {
    expect(installedMatchesLock(lock, installed)).toBe(true)
  })

  test.each<[string, LockFile | null]>([
    ['another version is installed', changed({ 'node_modules/zod': { version: '4.0.1', integrity: 'sha512-a' } })],
    ['the same version has another content', changed({ 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-b' } })],
    ['a package is there that the lock does not have', changed({ 'node_modules/left-over': { version: '1.0.0' } })],
    ['a needed package is absent', { packages: { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' } } }],
    ['npm has written no record, as after an interruption', null],
    ['the record is empty', {}],
  ])('disagree when %s', (_, present) => {
    expect(installedMatchesLock(lock, present)).toBe(false)
  })
})
