/** The bytes that go to the next hop: our header fields, then the message as it came, without what claimed to be ours. */
import { Readable } from 'node:stream'
import type { Blobs } from '../../../platform/blobs/index.ts'
import type { Delivery } from './delivery.ts'

type Source = Pick<Delivery, 'clientId' | 'messageId' | 'sha256' | 'cut' | 'addedHeaders' | 'releasedBy'>

/** Released mail goes out byte for byte as it arrived. `bytes`: the message as it came, where it is in memory. */
export function contentOf(blobs: Blobs, delivery: Source, bytes: Buffer | null = null): Readable {
  const name = { clientId: delivery.clientId, owner: delivery.messageId, sha256: delivery.sha256 }
  if (delivery.releasedBy !== null) return blobs.read(name)
  if (bytes !== null)
    return Readable.from([Buffer.concat([Buffer.from(delivery.addedHeaders), ...without(bytes, delivery.cut)])], { objectMode: false })
  return Readable.from(pieces(blobs, name, delivery), { objectMode: false })
}

function without(bytes: Buffer, cut: readonly number[]): Buffer[] {
  const kept: Buffer[] = []
  let from = 0
  for (let at = 0; at + 1 < cut.length; at += 2) {
    kept.push(bytes.subarray(from, Math.max(from, cut[at] ?? from)))
    from = cut[at + 1] ?? from
  }
  return [...kept, bytes.subarray(from)]
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
