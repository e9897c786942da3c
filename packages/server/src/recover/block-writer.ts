/** Writes a stream in its order, and only where what lies there differs: a second try reads instead of writing. */
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'

export type BlockWriter = {
  write(chunk: Buffer): Promise<void>
  done(): number
  /** Bytes that lay there already. */
  skipped(): number
  sha256(): string
}

export function createBlockWriter(handle: Pick<FileHandle, 'read' | 'write'>): BlockWriter {
  const hash = createHash('sha256')
  let at = 0
  let skipped = 0
  return {
    done: () => at,
    skipped: () => skipped,
    sha256: () => hash.copy().digest('hex'),
    write: async (chunk) => {
      hash.update(chunk)
      const there = Buffer.alloc(chunk.length)
      const { bytesRead } = await handle.read(there, 0, chunk.length, at)
      if (bytesRead === chunk.length && there.equals(chunk)) skipped += chunk.length
      else for (let from = 0; from < chunk.length; ) from += (await handle.write(chunk, from, chunk.length - from, at + from)).bytesWritten
      at += chunk.length
    },
  }
}
