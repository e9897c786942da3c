/** The one place where an envelope becomes a deed: verifies what the server brought, applies it, and writes what became of it. */
import {
  type AuthorityState,
  DEFAULT_FAN_OUT_LIMIT,
  type EnvelopeBody,
  mayPassLater,
  verifyAuthority,
  verifyEnvelope,
} from '@mainstay/envelope'
import { type DevicePolicy, DevicePolicySchema, EnvelopesAnswerSchema, type SignedEnvelope } from '@mainstay/contract/agent'
import { AppError } from '@mainstay/kernel'
import { z } from 'zod'
import { readIfThere, writeAtomic } from '../runtime/atomic-file.ts'
import type { EnvelopesOutcome } from '../runtime/envelopes.ts'
import { type Files, filesIn } from '../runtime/files.ts'
import { type Identity, loadIdentity } from '../runtime/identity.ts'
import { createLog, type Log } from '../runtime/log.ts'
import { keepResult, resultName } from '../runtime/results.ts'
import { loadTrustState, saveTrustState, type TrustState } from './trust-state.ts'

const InputSchema = z.object({ data: z.string(), answer: EnvelopesAnswerSchema.nullable() })
const MOST_WAITING = 64

export async function envelopesJob(input: unknown): Promise<EnvelopesOutcome> {
  const { data, answer } = InputSchema.parse(input)
  const files = filesIn(data)
  const identity = loadIdentity(files.identity)
  if (identity === null) throw new AppError('agent.not-enrolled', { path: files.identity })
  return judgeAnswer({ files, identity, answer, now: new Date(), log: createLog() })
}

export type Judging = { files: Files; identity: Identity; answer: z.infer<typeof EnvelopesAnswerSchema> | null; now: Date; log: Log }

export async function judgeAnswer({ files, identity, answer, now, log }: Judging): Promise<EnvelopesOutcome> {
  const state = loadTrustState(files.trust)
  const authority = await growAuthority(state, answer?.authority ?? [], identity, log)
  state.head = authority.head
  const outcome: EnvelopesOutcome = { after: null, head: authority.head, waiting: 0, results: 0, policyChanged: false, backupWanted: false }
  const envelopes = [...state.waiting, ...(answer?.envelopes ?? [])]
  state.waiting = []
  for (const [index, signed] of envelopes.entries()) {
    const verdict = await verifyEnvelope({
      signed,
      authority,
      clientId: identity.clientId,
      deviceId: identity.deviceId,
      now,
      seen: { hasNonce: (nonce) => Object.hasOwn(state.nonces, nonce), lastSeqOf: (kind) => state.lastSeq[kind] ?? 0 },
      fanOutLimit: policyIn(files)?.fanOutLimit ?? DEFAULT_FAN_OUT_LIMIT,
    })
    if (!verdict.ok && mayPassLater(verdict.error) && state.waiting.length < MOST_WAITING) {
      state.waiting.push(signed)
      continue
    }
    const reason = verdict.ok ? apply(verdict.value, files, outcome) : verdict.error
    if (verdict.ok) remember(state, verdict.value)
    report(files, signed, reason, now, index)
    outcome.results += 1
    log.info(reason === null ? 'envelope applied' : 'envelope refused', {
      envelope: signed.id,
      kind: verdict.ok ? verdict.value.kind : null,
      reason,
    })
  }
  state.after = answer?.envelopes.at(-1)?.id ?? state.after
  saveTrustState(files.trust, state, now)
  return { ...outcome, after: state.after, waiting: state.waiting.length }
}

/** New entries count only if the whole log holds from the pinned genesis; a log that does not is left as it was. */
async function growAuthority(state: TrustState, added: readonly string[], identity: Identity, log: Log): Promise<AuthorityState> {
  const known = await verifyAuthority(state.authority.length === 0 ? added : state.authority, identity.genesisHash)
  if (!known.ok) throw new Error(`the authority does not hold: ${known.error}`)
  if (added.length === 0) return known.value
  const grown = await verifyAuthority([...state.authority, ...added], identity.genesisHash)
  if (!grown.ok) {
    log.warn('the server sent entries of the authority that do not hold; they are refused', { reason: grown.error })
    return known.value
  }
  state.authority = [...state.authority, ...added]
  log.info('the authority of the client has grown', { entries: added.length, seq: grown.value.seq })
  return grown.value
}

/** Null when it is done, else the reason. Done before it is remembered: a crash in between does it twice, never not at all. */
function apply(body: EnvelopeBody, files: Files, outcome: EnvelopesOutcome): string | null {
  if (body.kind === 'policy') {
    const policy = DevicePolicySchema.safeParse(body.args)
    if (!policy.success) return 'agent.policy-malformed'
    const text = JSON.stringify(policy.data)
    // A crash between applying and remembering: it is the very policy that is in force.
    if (text === readIfThere(files.policy)) return null
    if (policy.data.revision <= (policyIn(files)?.revision ?? 0)) return 'agent.policy-older'
    writeAtomic(files.policy, text)
    outcome.policyChanged = true
    return null
  }
  if (body.kind === 'backup.run') {
    if (policyIn(files)?.backup == null) return 'agent.no-backup-policy'
    outcome.backupWanted = true
    return null
  }
  return 'agent.kind-unknown'
}

function policyIn(files: Files): DevicePolicy | null {
  const text = readIfThere(files.policy)
  return text === null ? null : DevicePolicySchema.parse(JSON.parse(text))
}

function remember(state: TrustState, body: EnvelopeBody): void {
  state.nonces[body.nonce] = Date.parse(body.expires)
  state.lastSeq[body.kind] = body.seq
}

function report(files: Files, signed: SignedEnvelope, reason: string | null, now: Date, index: number): void {
  keepResult(files.results, resultName(now, `${String(index).padStart(4, '0')}-envelope`), {
    kind: 'envelope',
    envelopeId: signed.id,
    at: now.toISOString(),
    outcome: reason === null ? 'applied' : 'refused',
    reason,
  })
}
