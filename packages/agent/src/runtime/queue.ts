/** The store on disk between collector and server: whole files only, oldest first, never larger than its bound. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredBatch } from './batch.ts'
import { gunzip, gzip } from './gzip.ts'
import { type Log, reasonOf } from './log.ts'
import { parseQueueFileName, type QueueFile, queueFileName } from './queue-files.ts'

/** Counts since the data folder was made; they survive restarts. */
export type QueueCounts = { droppedPoints: number; rejectedPoints: number; tornFiles: number }

export type Queue = {
  /** Keeps a batch. Null when the disk did not take it: then the batch is the caller's to send or to lose. */
  put(batch: StoredBatch): Promise<QueueFile | null>
  /** The oldest first. */
  files(): readonly QueueFile[]
  /** Null when the file is torn or gone: it is then counted and out of the queue. */
  read(file: QueueFile): Promise<StoredBatch | null>
  /** The server has it. */
  remove(file: QueueFile): void
  /** The server will never take it: kept aside, the last few, for people to look at. */
  setAside(file: QueueFile): void
  /** Points that were lost before they reached the queue. */
  countDropped(points: number): void
  bytes(): number
  counts(): QueueCounts
}

/** The most that one file may unpack to. */
const MOST_UNPACKED = 32 * 1024 * 1024
const KEPT_ASIDE = 16

export function openQueue(folder: string, maxBytes: number, log: Log, now: () => number = Date.now): Queue {
  const aside = join(folder, 'rejected')
  const countsPath = join(folder, 'counts.json')
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  const counts = readCounts(countsPath)
  const files = scan(folder)
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0)

  function forget(file: QueueFile): void {
    const index = files.indexOf(file)
    if (index < 0) return
    files.splice(index, 1)
    bytes -= file.bytes
  }

  function saveCounts(): void {
    try {
      writeFileSync(`${countsPath}.tmp`, JSON.stringify(counts), { mode: 0o600 })
      renameSync(`${countsPath}.tmp`, countsPath)
    } catch (error) {
      log.warn('the counts of the queue could not be written', { reason: reasonOf(error) })
    }
  }

  function dropOldest(): boolean {
    const oldest = files[0]
    if (oldest === undefined) return false
    rmSync(join(folder, oldest.name), { force: true })
    forget(oldest)
    counts.droppedPoints += oldest.points
    return true
  }

  function makeRoom(needed: number): void {
    const before = counts.droppedPoints
    while (bytes + needed > maxBytes && dropOldest()) continue
    if (counts.droppedPoints === before) return
    saveCounts()
    log.warn('the queue is full, the oldest points were dropped', { dropped: counts.droppedPoints - before, maxBytes })
  }

  function write(name: string, data: Uint8Array): boolean {
    const temporary = join(folder, `${name}.tmp`)
    try {
      writeFileSync(temporary, data, { mode: 0o600 })
      renameSync(temporary, join(folder, name))
      return true
    } catch (error) {
      rmSync(temporary, { force: true })
      log.warn('the disk did not take a batch', { reason: reasonOf(error) })
      return false
    }
  }

  return {
    async put(batch) {
      const data = await gzip(JSON.stringify(batch))
      if (data.length > maxBytes) return null
      makeRoom(data.length)
      const name = queueFileName(now(), batch)
      // A full disk: the room that the oldest took may be enough.
      if (!write(name, data)) {
        const dropped = dropOldest()
        if (dropped) saveCounts()
        if (!dropped || !write(name, data)) return null
      }
      const file = { name, bootId: batch.bootId, seq: batch.seq, points: batch.points, bytes: data.length }
      files.push(file)
      bytes += data.length
      return file
    },
    files: () => files,
    async read(file) {
      try {
        const batch = parseBatch(await gunzip(new Uint8Array(readFileSync(join(folder, file.name))), MOST_UNPACKED))
        if (batch !== null && batch.seq === file.seq && batch.bootId === file.bootId) return batch
        log.warn('a file of the queue is torn and is skipped', { file: file.name })
      } catch (error) {
        log.warn('a file of the queue is torn and is skipped', { file: file.name, reason: reasonOf(error) })
      }
      rmSync(join(folder, file.name), { force: true })
      forget(file)
      counts.tornFiles += 1
      counts.droppedPoints += file.points
      saveCounts()
      return null
    },
    remove(file) {
      rmSync(join(folder, file.name), { force: true })
      forget(file)
    },
    setAside(file) {
      try {
        renameSync(join(folder, file.name), join(aside, file.name))
        for (const old of readdirSync(aside).sort().slice(0, -KEPT_ASIDE)) rmSync(join(aside, old), { force: true })
      } catch (error) {
        log.warn('a rejected batch could not be set aside', { reason: reasonOf(error) })
      }
      forget(file)
      counts.rejectedPoints += file.points
      saveCounts()
    },
    countDropped(points) {
      counts.droppedPoints += points
      saveCounts()
    },
    bytes: () => bytes,
    counts: () => ({ ...counts }),
  }
}

/** What lies in the folder, oldest first. A `.tmp` is a write that a crash cut off: its batch was never in the queue. */
function scan(folder: string): QueueFile[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      if (name.endsWith('.tmp')) rmSync(join(folder, name), { force: true })
      const parsed = parseQueueFileName(name)
      return parsed === null ? [] : [{ ...parsed, bytes: statSync(join(folder, name)).size }]
    })
}

function parseBatch(text: string): StoredBatch | null {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) return null
  const { bootId, seq, points, series }: Record<string, unknown> = { ...value }
  const whole = typeof bootId === 'string' && typeof seq === 'number' && typeof points === 'number' && typeof series === 'string'
  return whole ? { bootId, seq, points, series } : null
}

function readCounts(path: string): QueueCounts {
  const none = { droppedPoints: 0, rejectedPoints: 0, tornFiles: 0 }
  try {
    const kept: Record<string, unknown> = JSON.parse(readFileSync(path, 'utf8'))
    const count = (field: string): number => (typeof kept[field] === 'number' ? kept[field] : 0)
    return { droppedPoints: count('droppedPoints'), rejectedPoints: count('rejectedPoints'), tornFiles: count('tornFiles') }
  } catch {
    return none
  }
}
