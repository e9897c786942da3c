/** Blobs in a folder: `staged/…` while they come, then `CLIENT/HH/SHA256.OWNER` by hard link, each step synced. */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, mkdirSync } from 'node:fs'
import { type FileHandle, link, mkdir, open, readdir, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { hasCode, syncFolder } from '../files/durable.ts'
import type { BlobName, Blobs, StagedBlob } from './index.ts'
import { groupSync } from './group-sync.ts'

const NAME = /^([0-9a-f]{64})\.([0-9a-f-]{36})$/

export function createFolderBlobs(root: string): Blobs {
  const staging = join(root, 'staged')
  mkdirSync(staging, { recursive: true, mode: 0o700 })
  const syncTogether = groupSync(syncFolder)
  const pathOf = ({ clientId, owner, sha256 }: BlobName): string => join(root, clientId, sha256.slice(0, 2), `${sha256}.${owner}`)
  return {
    stage: () => stage(join(staging, randomUUID()), async (from, name) => place(from, pathOf(name), syncTogether)),
    read: (name, range) => createReadStream(pathOf(name), range),
    remove: (name) => remove(pathOf(name)),
    keptBefore: (before) => keptBefore(root, staging, before),
  }
}

/** Bytes up to here stay in memory until they are discarded: a small message is written once and read from the disk never. */
const SMALL = 64 * 1024

async function stage(path: string, place: (from: string, name: BlobName) => Promise<void>): Promise<StagedBlob> {
  const hash = createHash('sha256')
  let size = 0
  let file: FileHandle | null = null
  let small: Buffer[] | null = []
  let whole: Buffer | null = null
  const append = async (chunk: Buffer): Promise<void> => {
    file ??= await open(path, 'wx', 0o600)
    for (let done = 0; done < chunk.length; ) done += (await file.write(chunk, done)).bytesWritten
  }
  const close = async (): Promise<void> => {
    const opened = file
    file = null
    await opened?.close()
  }
  return {
    write: async (chunk) => {
      hash.update(chunk)
      size += chunk.length
      if (small === null) return append(chunk)
      // A copy: what came may be a piece of something large.
      small.push(Buffer.from(chunk))
      if (size <= SMALL) return
      const pieces = small
      small = null
      for (const piece of pieces) await append(piece)
    },
    end: async () => {
      if (small !== null) {
        whole = Buffer.concat(small)
        small = []
        await append(whole)
      }
      await file?.sync()
      await close()
      return { sha256: hash.digest('hex'), size }
    },
    read: () => (whole === null ? createReadStream(path) : readableOf(whole)),
    bytes: () => whole,
    keep: (name) => place(path, name),
    discard: async () => {
      await close()
      whole = null
      small = []
      await remove(path)
    },
  }
}

/** The bytes as they are: an empty one has no chunk at all. */
function readableOf(bytes: Buffer): Readable {
  return Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false })
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
}

/** The bytes were synced when the writing ended; the name is, when this resolves. */
async function place(from: string, to: string, sync: (folder: string) => Promise<void>): Promise<void> {
  const folder = dirname(to)
  const made = await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    await link(from, to)
  } catch (error) {
    // The same owner was kept before, and the reply was lost: the bytes are there.
    if (!hasCode(error, 'EEXIST')) throw error
  }
  await sync(folder)
  // New folders have names that must last, too.
  if (made !== undefined) for (const above of [dirname(folder), dirname(dirname(folder))]) await sync(above)
}

async function* keptBefore(root: string, staging: string, before: Date): AsyncIterable<BlobName> {
  for (const name of await readdir(staging)) if (await isOlder(join(staging, name), before)) await rm(join(staging, name), { force: true })
  for (const clientId of await readdir(root)) {
    if (clientId === 'staged') continue
    for (const half of await readdir(join(root, clientId))) {
      for (const name of await readdir(join(root, clientId, half))) {
        const [, sha256, owner] = NAME.exec(name) ?? []
        if (sha256 !== undefined && owner !== undefined && (await isOlder(join(root, clientId, half, name), before)))
          yield { clientId, owner, sha256 }
      }
    }
  }
}

async function isOlder(path: string, than: Date): Promise<boolean> {
  try {
    return (await stat(path)).ctime < than
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false
    throw error
  }
}
