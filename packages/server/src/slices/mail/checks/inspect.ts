/** Puts a message before all that judge: authentication, scanners, the built-in scorer; at the same time, each with its time limit. */
import { buffer } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import type { Log } from '../../../platform/log/index.ts'
import type { Decision } from '../domain/decide.ts'
import type { Scanner, ScoreContext, Scorer } from '../ports.ts'
import type { Authenticate, Authenticated } from './authenticate.ts'
import type { BlockLists } from './block-lists.ts'

export type Checks = {
  authenticate: Authenticate
  scanners: readonly Scanner[]
  blockLists: BlockLists
  scorer: Scorer | null
  /** For the scorer, in milliseconds. */
  scoreMs: number
  log: Log
}

export type Inspected = {
  open(): Readable
  size: number
  envelopeFrom: string
  recipients: readonly string[]
  remoteAddress: string
  helo: string
}

export type RawAnswer = { kind: Scanner['kind']; answer: Awaited<ReturnType<Scanner['scan']>> }

export type Findings = {
  authentication: Authenticated
  scanners: RawAnswer[]
  blockLists: string[]
  /** Of each client whose recipients are among those of the message. */
  scoreFor(client: Pick<ScoreContext, 'clientId' | 'ownDomains' | 'recipients' | 'teaching'>): Promise<Decision | null>
}

/** Larger messages are not scored: they would not fit into memory many times over. Their reason says so. */
const MOST_SCORED_BYTES = 20 * 1024 * 1024

export async function inspect(checks: Checks, message: Inspected): Promise<Findings> {
  const { open, remoteAddress, helo, envelopeFrom } = message
  const [authentication, scanners, blockLists] = await Promise.all([
    checks.authenticate({ open, remoteAddress, helo, envelopeFrom }),
    Promise.all(checks.scanners.map(async (one) => ({ kind: one.kind, answer: await one.scan(message) }))),
    checks.blockLists.naming(remoteAddress),
  ])
  return {
    authentication,
    scanners,
    blockLists,
    scoreFor: async (client) => {
      if (checks.scorer === null) return null
      if (message.size > MOST_SCORED_BYTES)
        return { verdict: 'deliver', reasons: [{ id: 'score.too-large', weight: 0, text: 'too large for its content to be judged' }] }
      try {
        const raw = await buffer(open())
        const context = { ...client, envelopeFrom, remoteAddress, helo, authentication }
        return await checks.scorer.score(raw, context, AbortSignal.timeout(checks.scoreMs))
      } catch (error) {
        checks.log.warn({ err: error }, 'a message could not be scored')
        return { verdict: 'defer', reasons: [{ id: 'score.failed', weight: 0, text: 'its content could not be judged in time' }] }
      }
    },
  }
}
