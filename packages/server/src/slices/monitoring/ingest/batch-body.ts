/** The body of a request as a batch: unpacked within bounds, parsed, of the right shape. */
import { promisify } from 'node:util'
import { gunzip, gunzipSync } from 'node:zlib'
import type { MetricsBatch } from '@mainstay/contract/agent'
import { AppError } from '@mainstay/kernel'
import { asBatch } from './batch-shape.ts'

/** What a body may unpack to, so that a small one cannot fill the memory: some 60,000 series-points. */
export const UNPACKED_LIMIT = 8 * 2 ** 20
/** Below this a thread costs more than it saves. */
const SMALL_BYTES = 16 * 1024

const unpackInThread = promisify(gunzip)

export async function readBatch(body: Buffer, encoding: string | undefined): Promise<MetricsBatch> {
  return asBatch(parsed(await plain(body, encoding)))
}

async function plain(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return body
  if (encoding !== 'gzip') throw new AppError('platform.invalid-input', { detail: `content-encoding ${encoding} is not gzip` })
  try {
    const bound = { maxOutputLength: UNPACKED_LIMIT }
    return body.length <= SMALL_BYTES ? gunzipSync(body, bound) : await unpackInThread(body, bound)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new AppError('platform.too-large', { limit: '8 MB when unpacked' })
    throw new AppError('platform.invalid-input', { detail: 'the body is not gzip, though its header says so' })
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    throw new AppError('platform.invalid-input', { detail: 'the body is not JSON' })
  }
}
