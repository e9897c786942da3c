/** The blobs port: bytes that are too large for the database (mail), kept under the hash of what they are. */
import type { Readable } from 'node:stream'
import type { Id } from '@mainstay/kernel'

export { createFolderBlobs } from './folder.ts'

/** `owner` is what the bytes belong to: two owners of the same bytes keep one copy each, so that neither can take the other's away. */
export type BlobName = { clientId: Id; owner: Id; sha256: string }

/** Bytes on their way in: they are on no disk for good until `keep` has resolved. */
export type StagedBlob = {
  /** Waits while the disk is slower than the sender. */
  write(chunk: Buffer): Promise<void>
  /** Ends the writing: everything has left this process, and reads back from `read`. */
  end(): Promise<{ sha256: string; size: number }>
  read(): Readable
  /** All of it, where it is small enough to be in memory until it is discarded. */
  bytes(): Buffer | null
  /** Under this name and synced to disk, its folder too; may be called for several names. */
  keep(name: BlobName): Promise<void>
  /** Removes what was staged; what was kept stays. May be called at any time, and twice. */
  discard(): Promise<void>
}

export type Blobs = {
  stage(): Promise<StagedBlob>
  /** Errors with `ENOENT` when it is not there. */
  read(name: BlobName, range?: { start: number; end?: number }): Readable
  remove(name: BlobName): Promise<void>
  /** Names kept before `before`, for looking after what no record names; and what was staged before and left by a crash is removed. */
  keptBefore(before: Date): AsyncIterable<BlobName>
}
