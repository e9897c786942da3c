import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { refuseLostKey } from './lost-key.ts'
import { loadOrCreateMasterKey } from './master-key.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-key-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const lost = (keyFile: string) => refuseLostKey({ keyFile, dataFolder: folder, databaseUrl: undefined })

test('a key is made once, for its owner alone, and is the same at each start', () => {
  const path = join(folder, 'deep/master.key')
  const made = loadOrCreateMasterKey(path)
  expect([made.length, (statSync(path).mode & 0o777).toString(8), readdirSync(join(folder, 'deep'))]).toEqual([32, '600', ['master.key']])
  expect(loadOrCreateMasterKey(path).equals(made)).toBe(true)
})

test('a place where no key can be written is named by what the person gave, not by a file in passing', () => {
  // Nobody, root neither, makes files in there.
  expect(() => loadOrCreateMasterKey('/proc/self/master.key')).toThrow(
    /^Data folder \/proc\/self\/master\.key: the master key cannot be written there by \S+ \(E[A-Z]+\)\. Name another file in MAINSTAY_MASTER_KEY_FILE/,
  )
})

test('a first start has no key to miss', async () => {
  await lost(join(folder, 'master.key'))
  mkdirSync(join(folder, 'database/new-abc'), { recursive: true })
  await lost(join(folder, 'master.key'))
})

test('over a database folder a missing key is refused, with what it means and what to do, and nothing is written', async () => {
  mkdirSync(join(folder, 'database/data-18'), { recursive: true })
  const path = join(folder, 'master.key')
  await expect(lost(path)).rejects.toThrow(
    /The master key \S+master\.key is missing.*database\/data-18.*nothing sealed can be read.*Put the copy of that file back/,
  )
  expect(existsSync(path)).toBe(false)
  expect(readdirSync(folder)).toEqual(['database'])
})

test('a variable that names a file which is not there is told of the key in the data folder', async () => {
  mkdirSync(join(folder, 'database/data-18'), { recursive: true })
  writeFileSync(join(folder, 'master.key'), 'x')
  await expect(lost(join(folder, 'typo.key'))).rejects.toThrow(/typo\.key is missing.*without MAINSTAY_MASTER_KEY_FILE that one is used/)
})
