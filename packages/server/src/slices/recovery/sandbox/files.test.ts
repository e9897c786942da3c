import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listFolder, MOST_FILE_BYTES, openFile } from './files.ts'

const base = mkdtempSync(join(tmpdir(), 'viewed-files-'))
const root = join(base, 'root')

beforeAll(() => {
  mkdirSync(join(root, 'many'), { recursive: true })
  for (let n = 0; n < 1003; n += 1) writeFileSync(join(root, 'many', `f${n}`), '')
  writeFileSync(join(base, 'secret'), 'secret')
  writeFileSync(join(root, 'letter.txt'), 'dear')
  writeFileSync(join(root, 'huge'), '')
  truncateSync(join(root, 'huge'), MOST_FILE_BYTES + 1)
  symlinkSync('..', join(root, 'up'))
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

test('of a folder without end the first thousand are listed, and how many are left', async () => {
  const { entries, left } = await listFolder(root, 'many')
  expect([entries.length, left]).toEqual([1000, 3])
})

test('a file is opened with its size; one that is too large is refused with both sizes', async () => {
  const { handle, size, name } = await openFile(root, 'letter.txt')
  await handle.close()
  expect([size, name]).toEqual([4, 'letter.txt'])
  await expect(openFile(root, 'huge')).rejects.toThrow('huge has 513 MiB and cannot be taken from here; the most is 512 MiB.')
})

test.each(['up/secret', '../secret', 'up', 'letter.txt/x', '/etc/passwd', 'many'])('%s opens nothing', (path) =>
  expect(openFile(root, path)).rejects.toMatchObject({ code: 'recovery.viewing.no-file' }),
)

test.each(['up', '..', 'letter.txt', 'up/root', 'nothing'])('%s is listed as no folder', (path) =>
  expect(listFolder(root, path)).rejects.toMatchObject({ code: 'recovery.viewing.no-file' }),
)
