import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { newId } from '@mainstay/kernel'
import { afterAll, expect, test } from 'vitest'
import { createFolderStorage } from './folder-storage.ts'
import { repositoryStorageSuite } from './storage-suite.ts'

const base = mkdtempSync(join(tmpdir(), 'repositories-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

let n = 0
const root = () => join(base, `root-${n++}`)

repositoryStorageSuite('a folder', async () => createFolderStorage({ root: root() }))

test('a pack lies in the folder of its first two hex digits, as restic’s own local layout has it', async () => {
  const folder = root()
  const storage = createFolderStorage({ root: folder })
  const id = newId()
  await storage.create(id)
  const name = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'
  await storage.write(id, { type: 'data', name }, Readable.from([Buffer.from('x')]), { maxBytes: 10 })
  expect(readdirSync(join(folder, id, 'data/2d'))).toEqual([name])
})

test('uploads that a crash left behind are removed once they are old, not while they may be in use', async () => {
  const folder = root()
  const storage = createFolderStorage({ root: folder })
  const id = newId()
  await storage.create(id)
  const hour = 3_600_000
  for (const [name, age] of [
    ['old', 25],
    ['new', 1],
  ] as const) {
    const path = join(folder, id, 'uploads', name)
    writeFileSync(path, 'torn')
    const at = new Date(Date.now() - age * hour)
    utimesSync(path, at, at)
  }
  expect(await storage.removeTorn(24 * hour)).toBe(1)
  expect(readdirSync(join(folder, id, 'uploads'))).toEqual(['new'])
})
