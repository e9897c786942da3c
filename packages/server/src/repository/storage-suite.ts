/** The contract of RepositoryStorage: run against every implementation. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { newId } from '@mainstay/kernel'
import { describe, expect, test } from 'vitest'
import type { RepositoryStorage, StoredFile } from './storage.ts'

const LIMIT = { maxBytes: 1_000_000 }

export function repositoryStorageSuite(name: string, make: () => Promise<RepositoryStorage>): void {
  const prepared = async () => {
    const storage = await make()
    const id = newId()
    await storage.create(id)
    return { storage, id }
  }

  describe(`${name} keeps the contract of a repository storage`, () => {
    test('what was written is listed, measured and read back', async () => {
      const { storage, id } = await prepared()
      const { file, bytes } = fileWith('a pack', 'data')
      expect(await storage.write(id, file, Readable.from([bytes]), LIMIT)).toMatchObject({ outcome: 'created', size: 6 })
      expect(await listed(storage, id)).toEqual([{ name: file.name, size: 6 }])
      expect((await storage.stat(id, file))?.size).toBe(6)
      expect(await readAll(await storage.read(id, file, { start: 2, end: 5 }))).toBe('pac')
      expect(await storage.usedBytes(id)).toBe(6)
    })

    test('the time of receipt is the store’s own', async () => {
      const { storage, id } = await prepared()
      const { file, bytes } = fileWith('a snapshot', 'snapshots')
      const before = Date.now()
      const written = await storage.write(id, file, Readable.from([bytes]), LIMIT)
      if (written.outcome !== 'created') throw new Error(written.outcome)
      expect(written.receivedAt.getTime()).toBeGreaterThanOrEqual(before - 1000)
      expect(written.receivedAt.getTime()).toBeLessThanOrEqual(Date.now() + 1000)
    })

    test('content that does not hash to its name is not kept', async () => {
      const { storage, id } = await prepared()
      const { file } = fileWith('one', 'data')
      expect(await storage.write(id, file, Readable.from([Buffer.from('two')]), LIMIT)).toEqual({ outcome: 'hash-mismatch' })
      expect(await storage.stat(id, file)).toBeNull()
      expect(await listed(storage, id)).toEqual([])
    })

    test('the same again is identical with the first time of receipt; something else stays out', async () => {
      const { storage, id } = await prepared()
      const { file, bytes } = fileWith('once', 'index')
      const first = await storage.write(id, file, Readable.from([bytes]), LIMIT)
      const again = await storage.write(id, file, Readable.from([bytes]), LIMIT)
      expect(again).toEqual({ ...first, outcome: 'identical' })
      expect(await storage.write(id, file, Readable.from([Buffer.from('else')]), LIMIT)).toEqual({ outcome: 'different' })
      expect(await readAll(await storage.read(id, file, { start: 0, end: 4 }))).toBe('once')
    })

    test('of many writers of a config one wins, and no other changes it', async () => {
      const { storage, id } = await prepared()
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, n) => storage.write(id, { type: 'config' }, Readable.from([Buffer.from(`config ${n}`)]), LIMIT)),
      )
      expect(outcomes.map((each) => each.outcome).sort()).toEqual(['created', ...Array.from({ length: 7 }, () => 'different')])
    })

    test('a body that breaks off rejects and leaves nothing to see', async () => {
      const { storage, id } = await prepared()
      const { file, bytes } = fileWith('whole', 'data')
      const torn = Readable.from(
        (async function* () {
          yield bytes.subarray(0, 2)
          throw new Error('connection lost')
        })(),
      )
      await expect(storage.write(id, file, torn, LIMIT)).rejects.toThrow('connection lost')
      expect(await storage.stat(id, file)).toBeNull()
      expect(await storage.usedBytes(id)).toBe(0)
    })

    test('a body longer than allowed is refused while it comes in', async () => {
      const { storage, id } = await prepared()
      const { file, bytes } = fileWith('x'.repeat(100), 'data')
      expect(await storage.write(id, file, Readable.from([bytes]), { maxBytes: 99 })).toEqual({ outcome: 'too-large' })
      expect(await storage.stat(id, file)).toBeNull()
    })

    test('a repository that was not made takes nothing', async () => {
      const storage = await make()
      const { file, bytes } = fileWith('x', 'data')
      expect(await storage.write(newId(), file, Readable.from([bytes]), LIMIT)).toEqual({ outcome: 'no-repository' })
      expect(await storage.exists(newId())).toBe(false)
    })

    test('making a repository again keeps what is in it', async () => {
      const { storage, id } = await prepared()
      const { file, bytes } = fileWith('kept', 'keys')
      await storage.write(id, file, Readable.from([bytes]), LIMIT)
      expect(await storage.create(id)).toBe('exists')
      expect(await storage.stat(id, file)).not.toBeNull()
    })

    test('a removed file is gone, and removing it again says so', async () => {
      const { storage, id } = await prepared()
      const { file, bytes } = fileWith('lock', 'locks')
      await storage.write(id, file, Readable.from([bytes]), LIMIT)
      expect(await storage.remove(id, file)).toBe(true)
      expect(await storage.remove(id, file)).toBe(false)
    })

    test.each(['../../etc', '..', '', 'x', '00000000-0000-0000-0000-00000000000/'])('%j is no repository', async (id) => {
      const storage = await make()
      await expect(storage.create(id)).rejects.toThrow('not a repository id')
    })

    test.each(['../config', 'abc', `${'a'.repeat(63)}/`, 'A'.repeat(64)])('%j is no file', async (fileName) => {
      const { storage, id } = await prepared()
      await expect(async () => storage.stat(id, { type: 'data', name: fileName })).rejects.toThrow('not a file name')
    })
  })
}

function fileWith(text: string, type: 'data' | 'index' | 'keys' | 'locks' | 'snapshots') {
  const bytes = Buffer.from(text)
  const file = { type, name: createHash('sha256').update(bytes).digest('hex') } satisfies StoredFile
  return { file, bytes }
}

async function listed(storage: RepositoryStorage, id: string) {
  const files = []
  for (const type of ['data', 'index'] as const) for await (const file of storage.list(id, type)) files.push(file)
  return files
}

async function readAll(stream: Readable | null): Promise<string | null> {
  if (stream === null) return null
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
