/** Writes an upload to a file while it is hashed, in large pieces, within a limit: it needs no more memory than two of them. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export type Written = { kind: 'written'; sha256: string; bytes: number } | { kind: 'too-large' }

/** The network brings 64 KiB at a time; a write costs the same whatever its size. */
const PIECE_BYTES = 1024 * 1024

/** What is written is on the disk when this resolves. The path must be new. */
export async function writeHashed(body: Readable, path: string, maxBytes: number): Promise<Written> {
  const hash = createHash('sha256')
  const file = await open(path, 'wx', 0o600)
  try {
    let bytes = 0
    let piece: Buffer[] = []
    let pieceBytes = 0
    // While one piece is written the next one comes in and is hashed.
    let writing: Promise<unknown> = Promise.resolve()
    const flush = async (): Promise<void> => {
      await writing
      const taken = piece
      piece = []
      pieceBytes = 0
      writing = writeAll(taken)
      // Looked at before the next one; a full disk must not be an unhandled rejection in between.
      writing.catch(() => undefined)
    }
    const writeAll = async (taken: Buffer[]): Promise<void> => {
      const whole = taken.length === 1 ? (taken[0] ?? Buffer.alloc(0)) : Buffer.concat(taken)
      await file.writeFile(whole)
    }
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > maxBytes) return { kind: 'too-large' }
      hash.update(chunk)
      piece.push(chunk)
      pieceBytes += chunk.length
      if (pieceBytes >= PIECE_BYTES) await flush()
    }
    await flush()
    await writing
    await file.sync()
    return { kind: 'written', sha256: hash.digest('hex'), bytes }
  } finally {
    await file.close()
  }
}

/** SHA-256 of a file in hex. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
