/** Reads a body whole, but never more of it than a limit: for what must be judged or unpacked before a parser may see it. */
import { Readable } from 'node:stream'
import { AppError } from '@mainstay/kernel'

/** `limit` in bytes; `name` is what the error calls it. */
export async function readBounded(stream: AsyncIterable<Buffer | string>, limit: number, name: string): Promise<Buffer> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of stream) {
    const buffer = Buffer.from(part)
    bytes += buffer.length
    if (bytes > limit) throw new AppError('platform.too-large', { limit: name })
    parts.push(buffer)
  }
  return Buffer.concat(parts)
}

/** As Fastify wants a body that a hook has replaced. */
export function asPayload(body: Buffer): Readable & { receivedEncodedLength: number } {
  return Object.assign(Readable.from([body]), { receivedEncodedLength: body.length })
}
