/** The body of a request as a batch: unpacked within bounds, parsed, of the right shape. */
import type { MetricsBatch } from '@mainstay/contract/agent'
import { AppError } from '@mainstay/kernel'
import { unpack } from '../../../platform/http/index.ts'
import { asBatch } from './batch-shape.ts'

export async function readBatch(body: Buffer, encoding: string | undefined): Promise<MetricsBatch> {
  return asBatch(parsed(await unpack(body, encoding)))
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    throw new AppError('platform.invalid-input', { detail: 'the body is not JSON' })
  }
}
