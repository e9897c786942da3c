/** The port behind which restic's files lie: a folder today, an S3-compatible store later. One contract suite holds for all. */
import type { Readable } from 'node:stream'

/** restic's file types. Every file but `config` is named by the SHA-256 of its content. */
export const FILE_TYPES = ['data', 'index', 'keys', 'locks', 'snapshots'] as const
export type FileType = (typeof FILE_TYPES)[number]

export type StoredFile = { type: 'config' } | { type: FileType; name: string }

/** Half-open `[start, end)` in bytes. */
export type ByteRange = { start: number; end: number }

export type WriteOutcome =
  | { outcome: 'created' | 'identical'; size: number; receivedAt: Date }
  /** Something else lies under this name already; append-only, so it stays. */
  | { outcome: 'different' }
  /** The content does not hash to its name; nothing was kept. */
  | { outcome: 'hash-mismatch' }
  | { outcome: 'too-large' }
  | { outcome: 'no-repository' }
  | { outcome: 'disk-full' }

export type RepositoryStorage = {
  /** Makes the repository's place; again is no error. */
  create(repositoryId: string): Promise<'created' | 'exists' | 'disk-full'>
  exists(repositoryId: string): Promise<boolean>
  stat(repositoryId: string, file: StoredFile): Promise<{ size: number; receivedAt: Date } | null>
  /** Every finished file of a type, in no order, without holding the whole list. */
  list(repositoryId: string, type: FileType): AsyncIterable<{ name: string; size: number }>
  read(repositoryId: string, file: StoredFile, range: ByteRange): Promise<Readable | null>
  /**
   * Stores `body` under its name once it is whole, hashed and on the disk; before that nobody sees it. `received` becomes the file's
   * time. Rejects when `body` fails (a lost connection), keeping nothing.
   */
  write(repositoryId: string, file: StoredFile, body: Readable, limits: { maxBytes: number }): Promise<WriteOutcome>
  remove(repositoryId: string, file: StoredFile): Promise<boolean>
  usedBytes(repositoryId: string): Promise<number>
  /** Bytes that can still be stored, or null where the store does not say. */
  freeBytes(): Promise<number | null>
  /** Removes uploads that were cut off more than `olderThanMs` ago; gives how many. */
  removeTorn(olderThanMs: number): Promise<number>
}
