/** Sends one stored batch, and says what its fate is. */
import { batchText, type StoredBatch } from './batch.ts'
import { gzip } from './gzip.ts'
import type { Log } from './log.ts'
import type { Session } from './session.ts'

export type Fate = { kind: 'taken' } | { kind: 'refused' } | { kind: 'away'; retryAfterMs: number; reason: string }
export type SendBatch = (batch: StoredBatch, signal: AbortSignal) => Promise<Fate>

/** Beyond this the machine's clock is worth a word; the server corrects the points anyway. */
const SKEW_WORTH_A_WORD_S = 60

export function createSendBatch({ session, log, now = Date.now }: { session: Session; log: Log; now?: () => number }): SendBatch {
  let toldSkew = 0
  function tell(text: string): void {
    const skew = Number(/"clockSkewSeconds"\s*:\s*(-?[\d.]+)/.exec(text)?.[1] ?? 0)
    if (Math.abs(skew) >= SKEW_WORTH_A_WORD_S && Math.abs(skew - toldSkew) >= SKEW_WORTH_A_WORD_S) {
      toldSkew = skew
      log.warn("this machine's clock differs from the server's; points are corrected, set the clock", { seconds: skew })
    }
    const refused = /"rejected"\s*:\s*\[\s*(\{[^}]{0,300}\})/.exec(text)?.[1]
    if (refused !== undefined) log.warn('the server did not take some series', { first: refused })
  }
  return async (batch, signal) => {
    const body = await gzip(batchText(batch, now()))
    const answer = await session.call({ path: '/agent/v1/metrics', body, gzip: true, signal })
    if (answer.kind === 'ok') {
      tell(answer.text)
      return { kind: 'taken' }
    }
    if (answer.kind === 'away') return { kind: 'away', retryAfterMs: answer.retryAfterMs, reason: answer.reason }
    log.warn('the server refused a batch; it is set aside', { status: answer.status, code: answer.code, seq: batch.seq })
    return { kind: 'refused' }
  }
}
