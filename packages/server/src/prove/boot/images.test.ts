import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findImages } from './images.ts'

const root = mkdtempSync(join(tmpdir(), 'find-images-'))
afterAll(() => rmSync(root, { recursive: true }))
mkdirSync(join(root, 'dev'))
writeFileSync(join(root, 'boot.img'), Buffer.alloc(4096))
writeFileSync(join(root, 'dev/data.img'), Buffer.alloc(8192))
writeFileSync(join(root, 'empty.img'), '')
writeFileSync(join(root, 'other.img'), 'QFI\xfb', 'latin1')
symlinkSync('/etc/passwd', join(root, 'link.img'))

test('every image that was backed up is a disk, in its order', async () => {
  expect(await findImages(root, ['/boot.img', '/dev/data.img'])).toMatchObject({
    kind: 'images',
    images: [
      { path: join(root, 'boot.img'), bytes: 4096 },
      { path: join(root, 'dev/data.img'), bytes: 8192 },
    ],
  })
})

test.each([
  ['/empty.img', 'failed', 'recovery.image.empty'],
  ['/other.img', 'unknown', 'recovery.image.foreign-format'],
  ['/gone.img', 'failed', 'recovery.image.missing'],
  ['/link.img', 'failed', 'recovery.image.missing'],
  ['/../boot.img', 'failed', 'recovery.image.missing'],
  ['/dev', 'failed', 'recovery.image.missing'],
])('%s is refused, and all with it: %s, %s', async (path, verdict, code) => {
  expect(await findImages(root, ['/boot.img', path])).toMatchObject({ kind: 'refused', verdict, reason: { code } })
})
