/** clamd as a scanner of mail: found, clean, or away. */
import { scanByClamd } from '../../../platform/clamd/index.ts'
import type { Scanner } from '../ports.ts'

/** `address`: `host:port`, or the path of a Unix socket. */
export function createClamd({ address, timeoutMs }: { address: string; timeoutMs: number }): Scanner {
  return {
    name: 'clamd',
    kind: 'virus',
    scan: async (message) => {
      try {
        const name = await scanByClamd({ address, timeoutMs }, message.open())
        return name === null ? { scanner: 'clamd', kind: 'clean' } : { scanner: 'clamd', kind: 'malware', name }
      } catch (error) {
        return { scanner: 'clamd', kind: 'away', why: error instanceof Error ? error.message : String(error) }
      }
    },
  }
}
