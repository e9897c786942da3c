/** Bodies that agents send packed: bounded as they come and as they unpack, so that neither a large one nor a small one fills the memory. */
import { promisify } from 'node:util'
import { gunzip, gunzipSync } from 'node:zlib'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { asPayload, readBounded } from './body.ts'

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

/** On every route of the agents' channel that does not do it by itself, those that ask nobody too. */
export function acceptPacked(app: FastifyInstance): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    const encoding = request.headers['content-encoding']
    if (!request.url.startsWith('/agent/') || request.routeOptions.config.unpacks === true || encoding === undefined) return payload
    const plain = await unpack(await readBounded(payload, PACKED_LIMIT, '2 MB when packed'), encoding)
    delete request.headers['content-encoding']
    request.headers['content-length'] = String(plain.length)
    return asPayload(plain)
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
