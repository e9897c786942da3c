/** rspamd over HTTP: `POST /checkv2` with the envelope in headers, a JSON answer with score, action and symbols. */
import { buffer } from 'node:stream/consumers'
import { z } from 'zod'
import type { ScannedMessage, Scanner } from '../ports.ts'

const AnswerSchema = z.object({
  score: z.number(),
  action: z.string(),
  symbols: z.record(z.string(), z.object({ score: z.number().default(0) })).default({}),
})

/** What rspamd itself holds for spam. `soft reject` and `greylist` are its ways to gain time, not verdicts. */
const STOPS = ['reject', 'add header', 'rewrite subject']

export function createRspamd({ url, timeoutMs }: { url: string; timeoutMs: number }): Scanner {
  return {
    name: 'rspamd',
    kind: 'spam',
    scan: async (message) => {
      try {
        const response = await fetch(new URL('/checkv2', url), {
          method: 'POST',
          headers: envelopeHeaders(message),
          body: new Uint8Array(await buffer(message.open())),
          signal: AbortSignal.timeout(timeoutMs),
        })
        if (!response.ok) return away(`it answered ${response.status}`)
        const { score, action, symbols } = AnswerSchema.parse(await response.json())
        const heaviest = Object.entries(symbols).sort(([, a], [, b]) => Math.abs(b.score) - Math.abs(a.score))
        return { scanner: 'rspamd', kind: 'scored', score, stop: STOPS.includes(action), symbols: heaviest.map(([name]) => name) }
      } catch (error) {
        return away(error instanceof Error ? error.message : String(error))
      }
    },
  }
}

function away(why: string): { scanner: string; kind: 'away'; why: string } {
  return { scanner: 'rspamd', kind: 'away', why }
}

function envelopeHeaders({ envelopeFrom, recipients, remoteAddress, helo }: ScannedMessage): Headers {
  const headers = new Headers()
  const put = (name: string, value: string): void => {
    // Only what a header can carry: an address in another script is left out rather than garbled.
    if (/^[\x20-\x7e]+$/.test(value)) headers.append(name, value)
  }
  put('From', envelopeFrom)
  for (const recipient of recipients) put('Rcpt', recipient)
  put('IP', remoteAddress)
  put('Helo', helo)
  return headers
}
