/** The names and the inside of the files of the queue: `<when 13 digits>-<bootId>-<seq>-<points>.gz`, so that their order is their names'. */
import type { StoredBatch } from './batch.ts'

export type QueueFile = { name: string; bootId: string; seq: number; points: number; bytes: number }

const NAME = /^(\d{13})-([0-9a-f]{16})-(\d{8})-(\d{6})\.gz$/

export function queueFileName(at: number, batch: Pick<StoredBatch, 'bootId' | 'seq' | 'points'>): string {
  const seq = String(batch.seq).padStart(8, '0')
  return `${String(at).padStart(13, '0')}-${batch.bootId}-${seq}-${String(Math.min(batch.points, 999_999)).padStart(6, '0')}.gz`
}

export function parseQueueFileName(name: string): Omit<QueueFile, 'bytes'> | null {
  const found = NAME.exec(name)
  if (found === null) return null
  return { name, bootId: found[2] ?? '', seq: Number(found[3]), points: Number(found[4]) }
}
