/** Agents send gzip: bounded as it comes and as it unpacks, so that neither a large body nor a small one that unpacks to much fills the memory. */
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { asPayload, readBounded } from './body.ts'

const unpack = promisify(gunzip)

const PACKED_LIMIT = 4 * 1024 * 1024
const UNPACKED_LIMIT = 8 * 1024 * 1024

export function acceptGzip(app: FastifyInstance): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    if (request.headers['content-encoding'] !== 'gzip' || !request.url.startsWith('/agent/')) return payload
    const packed = await readBounded(payload, PACKED_LIMIT, '4 MB when packed')
    const plain = await unpack(packed, { maxOutputLength: UNPACKED_LIMIT }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_BUFFER_TOO_LARGE') throw new AppError('platform.too-large', { limit: '8 MB when unpacked' })
      throw new AppError('platform.invalid-input', { detail: 'the body is not gzip, though its header says so' })
    })
    delete request.headers['content-encoding']
    request.headers['content-length'] = String(plain.length)
    return asPayload(plain)
  })
}
