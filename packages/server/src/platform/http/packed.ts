/** Bodies that agents send packed: unpacked within bounds, so that a small one cannot fill the memory. */
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gunzip, gunzipSync } from 'node:zlib'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes the body as it comes, and unpacks it by itself. */
    unpacks?: boolean
  }
}

export const UNPACKED_LIMIT = 8 * 2 ** 20
const PACKED_LIMIT = 2 * 2 ** 20
/** Below this a thread costs more than it saves. */
const SMALL_BYTES = 16 * 1024

const gunzipInThread = promisify(gunzip)

/** On every route of the agents' channel that does not do it by itself. */
export function acceptPacked(app: FastifyInstance): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    const { access, unpacks } = request.routeOptions.config
    const encoding = request.headers['content-encoding']
    if (access !== 'agent' || unpacks === true || encoding === undefined) return payload
    const plain = await unpack(await readAll(payload), encoding)
    delete request.headers['content-encoding']
    request.headers['content-length'] = String(plain.length)
    return Object.assign(Readable.from([plain]), { receivedEncodedLength: plain.length })
  })
}

/** `encoding` as the header has it. Throws platform.invalid-input and platform.too-large. */
export async function unpack(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return body
  if (encoding !== 'gzip') throw new AppError('platform.invalid-input', { detail: `content-encoding ${encoding} is not gzip` })
  try {
    const bound = { maxOutputLength: UNPACKED_LIMIT }
    return body.length <= SMALL_BYTES ? gunzipSync(body, bound) : await gunzipInThread(body, bound)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new AppError('platform.too-large', { limit: '8 MB when unpacked' })
    throw new AppError('platform.invalid-input', { detail: 'the body is not gzip, though its header says so' })
  }
}

async function readAll(stream: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of stream) {
    const buffer = Buffer.from(part)
    bytes += buffer.length
    if (bytes > PACKED_LIMIT) throw new AppError('platform.too-large', { limit: '2 MB when packed' })
    parts.push(buffer)
  }
  return Buffer.concat(parts)
}
