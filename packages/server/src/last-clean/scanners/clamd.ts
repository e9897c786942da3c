/** clamd by its socket, where one runs. */
import { existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import { type Clamd, clamdVersion, scanByClamd } from '../../platform/clamd/index.ts'
import type { Scanner } from './scanner.ts'

/** Where the distributions put it. */
const SOCKETS = ['/run/clamav/clamd.ctl', '/run/clamd.scan/clamd.sock', '/run/clamav/clamd.sock']
const TIMEOUT_MS = 60_000
/** clamd's own StreamMaxLength is 25 MB unless it is set otherwise. */
const MOST_BYTES = 24 * 2 ** 20
const CHUNK = 65_536

/** Null where none answers. */
export async function findClamd(sockets: readonly string[] = SOCKETS): Promise<Scanner | null> {
  for (const address of sockets.filter((one) => existsSync(one))) {
    const clamd: Clamd = { address, timeoutMs: TIMEOUT_MS }
    const version = await clamdVersion(clamd).catch(() => null)
    if (version === null || !version.startsWith('ClamAV')) continue
    return {
      name: 'clamd',
      signatures: version,
      mostBytes: MOST_BYTES,
      scan: async (content) => {
        const name = await scanByClamd(clamd, Readable.from(chunks(content)))
        return name === null ? null : { severity: 'infected', name }
      },
    }
  }
  return null
}

function* chunks(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += CHUNK) yield content.subarray(at, at + CHUNK)
}
