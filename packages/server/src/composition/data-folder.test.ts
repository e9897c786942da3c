import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { prepareDataFolder } from './data-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-data-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a new folder is made and says its format', () => {
  const fresh = join(folder, 'a/b')
  prepareDataFolder(fresh)
  expect(readFileSync(join(fresh, 'format'), 'utf8')).toBe('1\n')
  prepareDataFolder(fresh)
})

test('a folder of a newer version is refused by name, and left as it is', () => {
  writeFileSync(join(folder, 'format'), '99\n')
  expect(() => prepareDataFolder(folder)).toThrow(/newer Mainstay \(format 99/)
  expect(readFileSync(join(folder, 'format'), 'utf8')).toBe('99\n')
})

test('a place where no folder can be made is named, and for whoever may not write there, that', () => {
  // Nobody, root neither, makes folders in there.
  expect(() => prepareDataFolder('/proc/mainstay/server')).toThrow(/^Data folder \/proc\/mainstay: no folder can be made there/)
  if (process.getuid?.() === 0) return
  const closed = join(folder, 'closed')
  mkdirSync(closed, { mode: 0o500 })
  expect(() => prepareDataFolder(closed)).toThrow(/closed: this user cannot write there\. Give another with --data/)
})

test('a file in its place, and a format that is no number, are named', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(() => prepareDataFolder(join(file, 'x'))).toThrow(/is a file, not a folder/)
  writeFileSync(join(folder, 'format'), 'abc')
  expect(() => prepareDataFolder(folder)).toThrow(/"abc"/)
})
