/** The bytes that go to the next hop: our header fields, then the message as it came, without what claimed to be ours. */
import { Readable } from 'node:stream'
import type { Blobs } from '../../../platform/blobs/index.ts'
import type { Delivery } from './delivery.ts'

type Source = Pick<Delivery, 'clientId' | 'messageId' | 'sha256' | 'cut' | 'addedHeaders' | 'releasedBy'>

/** Released mail goes out byte for byte as it arrived. */
export function contentOf(blobs: Blobs, delivery: Source): Readable {
  const name = { clientId: delivery.clientId, owner: delivery.messageId, sha256: delivery.sha256 }
  if (delivery.releasedBy !== null) return blobs.read(name)
  return Readable.from(pieces(blobs, name, delivery), { objectMode: false })
}

async function* pieces(blobs: Blobs, name: Parameters<Blobs['read']>[0], { cut, addedHeaders }: Source): AsyncIterable<Buffer> {
  yield Buffer.from(addedHeaders)
  let from = 0
  for (let at = 0; at + 1 < cut.length; at += 2) {
    const [start, end] = [cut[at] ?? from, cut[at + 1] ?? from]
    if (start > from) yield* blobs.read(name, { start: from, end: start - 1 }) as AsyncIterable<Buffer>
    from = end
  }
  yield* blobs.read(name, { start: from }) as AsyncIterable<Buffer>
}
