/** Takes the bytes of DATA to disk while they come, and looks at their line ends and number; the rest of what is refused is read and forgotten. */
import type { Readable } from 'node:stream'
import type { Blobs, StagedBlob } from '../../../platform/blobs/index.ts'
import { hasCode } from '../../../platform/files/durable.ts'
import { lineEnds } from '../domain/line-ends.ts'
import { type Refusal, refusals } from './refusal.ts'

export type Received = { staged: StagedBlob; sha256: string; size: number }

/** A refusal is an answer; a sender who goes away in the middle is an error, and nothing of the message is left. */
export async function receive(stream: Readable, { blobs, mostBytes }: { blobs: Blobs; mostBytes: number }): Promise<Received | Refusal> {
  const ends = lineEnds()
  let refusal: Refusal | null = null
  let size = 0
  let staged: StagedBlob | null = null
  try {
    staged = await blobs.stage()
  } catch (error) {
    refusal = diskRefusal(error)
  }
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length
      if (refusal !== null) continue
      if (size > mostBytes) refusal = refusals.tooLarge(mostBytes)
      else if (!ends.feed(chunk)) refusal = refusals.lineEnds()
      else {
        try {
          await staged?.write(chunk)
        } catch (error) {
          refusal = diskRefusal(error)
        }
      }
    }
    if (refusal === null && !ends.end()) refusal = refusals.lineEnds()
    if (refusal === null && staged !== null) return { staged, ...(await staged.end()) }
  } catch (error) {
    await staged?.discard()
    if (!hasCode(error, ...DISK)) throw error
    return diskRefusal(error)
  }
  await staged?.discard().catch(() => {})
  return refusal ?? refusals.trouble()
}

const DISK = ['EIO', 'ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE']

function diskRefusal(error: unknown): Refusal {
  return hasCode(error, 'ENOSPC', 'EDQUOT') ? refusals.noRoom() : refusals.trouble()
}
