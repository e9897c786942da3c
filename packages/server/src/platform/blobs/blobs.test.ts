import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '@mainstay/kernel'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { groupSync } from './group-sync.ts'
import { createFolderBlobs } from './index.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mainstay-blobs-'))
})
afterEach(() => rmSync(root, { recursive: true }))

async function staged(bytes: Buffer) {
  const blob = await createFolderBlobs(root).stage()
  for (let at = 0; at < bytes.length; at += 1000) await blob.write(bytes.subarray(at, at + 1000))
  return { blob, ...(await blob.end()) }
}

test('what was kept reads back as it was, whole and in part, under the hash of its bytes', async () => {
  const bytes = randomBytes(12_345)
  const { blob, sha256, size } = await staged(bytes)
  expect([sha256, size]).toEqual([createHash('sha256').update(bytes).digest('hex'), bytes.length])
  const name = { clientId: newId(), owner: newId(), sha256 }
  await blob.keep(name)
  await blob.discard()
  const blobs = createFolderBlobs(root)
  expect(await buffer(blobs.read(name))).toEqual(bytes)
  expect(await buffer(blobs.read(name, { start: 10, end: 19 }))).toEqual(bytes.subarray(10, 20))
  expect(readdirSync(join(root, 'staged'))).toEqual([])
})

test('two owners of the same bytes do not take each other’s away', async () => {
  const { blob, sha256 } = await staged(Buffer.from('the same'))
  const clientId = newId()
  const [mine, yours] = [newId(), newId()].map((owner) => ({ clientId, owner, sha256 }))
  if (mine === undefined || yours === undefined) throw new Error('two names')
  await blob.keep(mine)
  await blob.keep(yours)
  await blob.keep(yours)
  const blobs = createFolderBlobs(root)
  await blobs.remove(mine)
  expect((await buffer(blobs.read(yours))).toString()).toBe('the same')
  await expect(buffer(blobs.read(mine))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('what is discarded leaves nothing, and what a crash left is found by its age', async () => {
  const { blob } = await staged(Buffer.from('nobody wants me'))
  await blob.discard()
  await blob.discard()
  const { sha256 } = await staged(Buffer.from('left in staging'))
  const kept = { clientId: newId(), owner: newId(), sha256 }
  const { blob: again } = await staged(Buffer.from('left in staging'))
  await again.keep(kept)
  const blobs = createFolderBlobs(root)
  const found = []
  for await (const name of blobs.keptBefore(new Date(Date.now() - 60_000))) found.push(name)
  expect(found).toEqual([])
  expect(readdirSync(join(root, 'staged'))).toHaveLength(2)
  for (const name of readdirSync(join(root, 'staged'))) utimesSync(join(root, 'staged', name), 1, 1)
  for await (const name of blobs.keptBefore(new Date(Date.now() + 60_000))) found.push(name)
  expect(found).toEqual([kept])
  expect(readdirSync(join(root, 'staged'))).toEqual([])
})

test('a folder is synced once for many, and never by a sync that began before they came', async () => {
  let [begun, ended] = [0, 0]
  const sync = groupSync(async () => {
    begun++
    await sleep(20)
    ended++
  })
  const first = sync('a')
  const later = Array.from({ length: 10 }, () => sync('a'))
  await first
  expect(ended).toBe(1)
  await Promise.all(later)
  expect([begun, ended]).toEqual([2, 2])
  await sync('a')
  expect(begun).toBe(3)
})

test('a sync that fails fails for those who waited for it, and the next begins anew', async () => {
  const answers = [new Error('EIO'), null]
  const sync = groupSync(async () => {
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
  })
  const [first, second] = [sync('a'), sync('a')]
  await expect(first).rejects.toThrow('EIO')
  await expect(second).resolves.toBeUndefined()
})
