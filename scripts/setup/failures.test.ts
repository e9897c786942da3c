import { describe, expect, test } from 'vitest'
import { explainAptFailure, explainBuildFailure, explainNpmFailure } from './failures.mjs'

const failed = (stderr: string, code: number | null = 1) => ({ code, stdout: '', stderr })

describe('a failure of npm', () => {
  test.each([
    ['npm error code ENOTFOUND\nnpm error network request failed', 'npm cannot reach its registry. Remedy: check the network'],
    ['npm ERR! code ENOSPC\nnpm ERR! nospc no space left on device', 'the disk is full'],
    ['npm error code EACCES', 'npm may not write to this checkout'],
    ['npm error code EUSAGE\nnpm error `npm ci` can only install packages when in sync', 'package.json and package-lock.json disagree'],
    ['npm ERR! process terminated', 'npm was stopped before it had installed everything. Remedy: start again'],
    ['npm error code EINTEGRITY', 'is not the one the lock file names'],
    ['something\nnpm error the cause itself\nmore', 'npm ci failed: npm error the cause itself'],
  ])('%j becomes one line with a remedy', (stderr, expected) => {
    const { message } = explainNpmFailure(failed(stderr))
    expect(message).toContain(expected)
    expect(message).toContain('Remedy: ')
    expect(message).not.toContain('\n')
  })

  test('that npm is not there is told apart', () => {
    expect(explainNpmFailure(failed('spawn npm ENOENT', null)).message).toContain('npm is missing')
  })
})

describe('a failure of apt-get', () => {
  test.each([
    [
      'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 12',
      'another program is installing packages. Remedy: wait until it ends',
    ],
    ['E: dpkg was interrupted, you must manually run', 'Remedy: run "dpkg --configure -a"'],
    ["E: You don't have enough free space in /var/cache/apt/archives/.", 'the disk is full'],
    ['E: Failed to fetch http://mirror.test/x.deb  Temporary failure resolving', 'its servers cannot be reached'],
    ['Reading package lists...\nE: Unable to locate package fuse3', 'E: Unable to locate package fuse3'],
  ])('%j names the packages and a remedy', (stderr, expected) => {
    const { message } = explainAptFailure(failed(stderr, 100), ['fuse3', 'restic'])
    expect(message).toContain('could not install fuse3 restic')
    expect(message).toContain(expected)
  })
})

test('a failed build shows what the compiler said', () => {
  expect(explainBuildFailure('the console', failed('src/app.tsx: no such export')).message).toContain('src/app.tsx: no such export')
})
