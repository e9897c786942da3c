/** Repositories in a folder: `<root>/<repository>/{config,data/ab/ab…,index,keys,locks,snapshots}`, as restic's own local layout. */
import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, mkdir, opendir, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { isId } from '@mainstay/kernel'
import { hasCode, syncFolder } from '../platform/files/durable.ts'
import { sha256OfFile, writeHashed } from './hashing.ts'
import { isFileName } from './names.ts'
import { FILE_TYPES, type FileType, type RepositoryStorage, type StoredFile, type WriteOutcome } from './storage.ts'

/** restic asks for some packs whole: fewer, larger reads. */
const READ_BYTES = 512 * 1024
/** Unfinished uploads lie here, outside of every folder that is listed. */
const UPLOADS = 'uploads'

export function createFolderStorage({ root, now = () => new Date() }: { root: string; now?: () => Date }): RepositoryStorage {
  const folderOf = (repositoryId: string) => {
    if (!isId(repositoryId)) throw new RangeError('not a repository id')
    return join(root, repositoryId)
  }
  const pathOf = (repositoryId: string, file: StoredFile) => {
    if (file.type === 'config') return join(folderOf(repositoryId), 'config')
    if (!isFileName(file.name)) throw new RangeError('not a file name of restic')
    if (file.type === 'data') return join(folderOf(repositoryId), 'data', file.name.slice(0, 2), file.name)
    return join(folderOf(repositoryId), file.type, file.name)
  }
  const statOf = async (path: string) => {
    const found = await stat(path).catch(nullIfMissing)
    return found === null ? null : { size: found.size, receivedAt: found.mtime }
  }
  const exists = async (repositoryId: string) => (await statOf(folderOf(repositoryId))) !== null

  return {
    exists,
    stat: (repositoryId, file) => statOf(pathOf(repositoryId, file)),

    async create(repositoryId) {
      const folder = folderOf(repositoryId)
      if (await exists(repositoryId)) return 'exists'
      try {
        await mkdir(root, { recursive: true, mode: 0o700 })
        await mkdir(folder, { recursive: true, mode: 0o700 })
        for (const name of [...FILE_TYPES, UPLOADS]) await mkdir(join(folder, name), { recursive: true, mode: 0o700 })
        await syncFolder(folder)
        await syncFolder(root)
      } catch (error) {
        if (isDiskFull(error)) return 'disk-full'
        throw error
      }
      return 'created'
    },

    async *list(repositoryId, type) {
      const base = join(folderOf(repositoryId), type)
      const folders = type === 'data' ? (await namesIn(base)).map((name) => join(base, name)) : [base]
      for (const folder of folders) yield* finishedFiles(folder)
    },

    async read(repositoryId, file, range) {
      if (range.end <= range.start) return Readable.from([])
      // `end` of Node's streams is inclusive.
      const stream = createReadStream(pathOf(repositoryId, file), {
        start: range.start,
        end: range.end - 1,
        highWaterMark: READ_BYTES,
      })
      return new Promise((resolve, reject) => {
        stream.once('open', () => resolve(stream))
        stream.once('error', (error) => (hasCode(error, 'ENOENT') ? resolve(null) : reject(error)))
      })
    },

    async write(repositoryId, file, body, { maxBytes }): Promise<WriteOutcome> {
      const folder = folderOf(repositoryId)
      const target = pathOf(repositoryId, file)
      const upload = join(folder, UPLOADS, randomUUID())
      try {
        const written = await writeHashed(body, upload, maxBytes)
        if (written.kind === 'too-large') return { outcome: 'too-large' }
        const { sha256, bytes } = written
        const existing = await statOf(target)
        if (existing !== null) return await compareWithExisting(target, existing, sha256, bytes)
        if (file.type !== 'config' && sha256 !== file.name) return { outcome: 'hash-mismatch' }
        if (!(await publish(upload, target, file.type))) {
          const first = await statOf(target)
          return first === null ? { outcome: 'different' } : await compareWithExisting(target, first, sha256, bytes)
        }
        return { outcome: 'created', size: bytes, receivedAt: (await statOf(target))?.receivedAt ?? now() }
      } catch (error) {
        if (isDiskFull(error)) return { outcome: 'disk-full' }
        if (hasCode(error, 'ENOENT') && !(await exists(repositoryId))) return { outcome: 'no-repository' }
        throw error
      } finally {
        await rm(upload, { force: true })
      }
    },

    async remove(repositoryId, file) {
      const path = pathOf(repositoryId, file)
      if ((await statOf(path)) === null) return false
      await rm(path, { force: true })
      return true
    },

    async usedBytes(repositoryId) {
      let total = (await statOf(join(folderOf(repositoryId), 'config')))?.size ?? 0
      for (const type of FILE_TYPES) for await (const file of this.list(repositoryId, type)) total += file.size
      return total
    },

    async freeBytes() {
      const found = await statfs(root).catch(nullIfMissing)
      return found === null ? null : found.bavail * found.bsize
    },

    async removeTorn(olderThanMs) {
      let removed = 0
      for (const repositoryId of (await namesIn(root)).filter(isId)) {
        const uploads = join(root, repositoryId, UPLOADS)
        for (const name of await namesIn(uploads)) {
          const found = await statOf(join(uploads, name))
          if (found === null || now().getTime() - found.receivedAt.getTime() < olderThanMs) continue
          await rm(join(uploads, name), { force: true })
          removed += 1
        }
      }
      return removed
    },
  }
}

/**
 * Makes a finished upload visible. Files named by their hash are renamed: two writers of one name carry the same bytes. `config` has no hash
 * in its name, so it is linked, which fails when another writer was first: then the answer is false.
 */
async function publish(upload: string, target: string, type: 'config' | FileType): Promise<boolean> {
  const folder = join(target, '..')
  if (type === 'config') {
    try {
      await link(upload, target)
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false
      throw error
    }
  } else {
    try {
      await rename(upload, target)
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || type !== 'data') throw error
      await mkdir(folder, { mode: 0o700 }).catch((made) => (hasCode(made, 'EEXIST') ? undefined : Promise.reject(made)))
      await syncFolder(join(folder, '..'))
      await rename(upload, target)
    }
  }
  await syncFolder(folder)
  return true
}

async function compareWithExisting(
  target: string,
  existing: { size: number; receivedAt: Date },
  sha256: string,
  bytes: number,
): Promise<WriteOutcome> {
  const same = existing.size === bytes && (await sha256OfFile(target)) === sha256
  return same ? { outcome: 'identical', size: bytes, receivedAt: existing.receivedAt } : { outcome: 'different' }
}

async function* finishedFiles(folder: string): AsyncIterable<{ name: string; size: number }> {
  const entries = await opendir(folder).catch(nullIfMissing)
  if (entries === null) return
  for await (const entry of entries) {
    if (!entry.isFile() || !isFileName(entry.name)) continue
    const found = await stat(join(folder, entry.name)).catch(nullIfMissing)
    if (found !== null) yield { name: entry.name, size: found.size }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(nullIfMissing)) ?? []
}

function nullIfMissing(error: unknown): null {
  if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
  throw error
}

function isDiskFull(error: unknown): boolean {
  return hasCode(error, 'ENOSPC', 'EDQUOT')
}
