/** What the agent remembers of its authority and of the envelopes it took, in one file, written at once. */
import { z } from 'zod'
import { Base64UrlSchema, IdSchema } from '@mainstay/contract'
import { SignedEnvelopeSchema } from '@mainstay/contract/agent'
import { readIfThere, writeAtomic } from '../runtime/atomic-file.ts'

const TrustStateSchema = z.object({
  v: z.literal(1),
  /** The whole log, from the genesis. */
  authority: z.array(Base64UrlSchema),
  /** Hash of its last entry. */
  head: z.string(),
  /** The last envelope that the server gave. */
  after: IdSchema.nullable(),
  /** The highest sequence number taken, for each kind of envelope. */
  lastSeq: z.record(z.string(), z.number().int()),
  /** Nonces taken, each with the instant (ms) from which its envelope is expired anyway. */
  nonces: z.record(z.string(), z.number()),
  /** Envelopes that may pass later: not valid yet, or made under entries of the authority that have not come yet. */
  waiting: z.array(SignedEnvelopeSchema),
})
export type TrustState = z.infer<typeof TrustStateSchema>

/** Expired ones go first; this bound holds even if nothing expires. The sequence number refuses all older envelopes anyway. */
const MOST_NONCES = 2000

export function loadTrustState(path: string): TrustState {
  const text = readIfThere(path)
  if (text === null) return { v: 1, authority: [], head: '', after: null, lastSeq: {}, nonces: {}, waiting: [] }
  return TrustStateSchema.parse(JSON.parse(text))
}

export function saveTrustState(path: string, state: TrustState, now: Date): void {
  const alive = Object.entries(state.nonces).filter(([, until]) => until > now.getTime())
  const nonces = Object.fromEntries(alive.sort(([, a], [, b]) => b - a).slice(0, MOST_NONCES))
  writeAtomic(path, JSON.stringify({ ...state, nonces }))
}
