import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a folder is made with those above it, and again is no error', () => {
  makeFolder(join(folder, 'a/b/c'), 0o700)
  makeFolder(join(folder, 'a/b/c'), 0o700)
  expect(statSync(join(folder, 'a/b')).mode & 0o777).toBe(0o700)
})

test('where no folder can be made it is one error at once, and never a hang', () => {
  expect(() => makeFolder('/proc/nowhere/deep', 0o700)).toThrow('/proc/nowhere: no folder can be made there')
})

test('a file in the way is named', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => makeFolder(join(folder, 'file/x'), 0o700)).toThrow(/file: it is a file, not a folder/)
})
