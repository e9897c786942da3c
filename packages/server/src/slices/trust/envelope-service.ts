/** Drafts and signed envelopes: what a person asked for, what people signed, what devices made of it. */
import type { SignedEnvelope } from '@mainstay/contract/agent'
import {
  type CborValue,
  DEFAULT_FAN_OUT_LIMIT,
  encodeCanonical,
  mergeSignatures,
  readEnvelope,
  toBase64Url,
  verifyEnvelope,
} from '@mainstay/envelope'
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import { type Database, oneClient, type Tx } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import { authorityState } from './authority-service.ts'
import { matchesDraft, neededFor } from './domain.ts'
import {
  insertDraft,
  loadByEnvelopeId,
  loadCommand,
  loadEnvelope,
  loadForDevice,
  loadPending,
  saveResult,
  saveSigned,
  type StoredEnvelope,
  withdrawDrafts,
} from './envelope-store.ts'
import { loadProposals } from './store.ts'

export type Submitted = { draftId: Id; envelopeId: Id; status: 'partly-signed' | 'signed'; missing: number }

export type EnvelopeService = {
  draft(actor: Actor, o: { clientId: Id; deviceIds: Id[]; kind: string; args: unknown; note: string }): Promise<{ draftId: Id }>
  pending(actor: Actor): Promise<{ envelopes: StoredEnvelope[]; proposals: { clientId: Id; entry: string }[] }>
  /** What waits, for those who may look and not sign. */
  waiting(actor: Actor): Promise<StoredEnvelope[]>
  submit(actor: Actor, o: { draftId: Id | null; note: string; envelope: SignedEnvelope }): Promise<Submitted>
  forDevice(o: {
    clientId: Id
    deviceId: Id
    after: string | null
    authorityHead: string | null
  }): Promise<{ authority: string[]; envelopes: SignedEnvelope[] }>
  recordResult(o: {
    clientId: Id
    deviceId: Id
    envelopeId: Id
    outcome: 'applied' | 'refused'
    reason: string | null
    at: Date
  }): Promise<{ kind: string; args: unknown } | null>
}

type Deps = { database: Database; clock: Clock; onSigned: (clientId: Id) => void }

export function createEnvelopeService({ database, clock, onSigned }: Deps): EnvelopeService {
  return {
    draft: async (actor, { clientId, deviceIds, kind, args, note }) => {
      authorise(actor, 'policy.draft', clientId)
      const draft = { kind, args, devices: [...new Set(deviceIds)].sort(), payloadHash: null }
      const needed = neededFor(draft)
      if (needed === null) throw new AppError('trust.envelope-kind-unknown')
      const stored: StoredEnvelope = {
        ...draft,
        id: newId(),
        clientId,
        status: 'draft',
        note,
        needed,
        envelope: null,
        createdAt: clock.now(),
      }
      await database.transaction(oneClient(clientId), async (tx) => {
        await withdrawDrafts(tx, clientId, kind, draft.devices)
        await insertDraft(tx, stored, actor.name)
        await recordAudit(tx, {
          actor,
          clientId,
          action: 'trust.drafted',
          subject: stored.id,
          data: { kind, devices: draft.devices, note },
          at: stored.createdAt,
        })
      })
      return { draftId: stored.id }
    },
    pending: async (actor) => {
      authorise(actor, 'trust.sign')
      return database.transaction(scopeOf(actor), async (tx) => ({
        envelopes: (await loadPending(tx)).map((e) => withoutExpired(e, clock.now())),
        proposals: (await loadProposals(tx)).map((p) => ({ clientId: p.client_id, entry: p.entry })),
      }))
    },
    waiting: async (actor) => {
      authorise(actor, 'trust.read')
      return database.transaction(scopeOf(actor), loadPending)
    },
    submit: async (actor, { draftId, note, envelope: given }) => {
      authorise(actor, 'trust.sign')
      const body = readEnvelope(given)
      if (body === null) throw new AppError('trust.envelope-malformed', { detail: 'it does not decode' })
      if (body.targets.kind !== 'devices') throw new AppError('trust.envelope-target-list')
      const clientId = body.client
      const devices = [...body.targets.devices]
      const submitted = await database.transaction(scopeOf(actor, clientId), async (tx) => {
        const { state } = await authorityState(tx, clientId)
        const at = clock.now()
        const command = { kind: body.kind, args: body.args, devices, payloadHash: body.payloadHash }
        const earlier = await loadByEnvelopeId(tx, clientId, given.id)
        // Sent again because the answer was lost: the first answer, once more.
        if (earlier?.status === 'signed') return { draftId: earlier.id, envelopeId: given.id, status: earlier.status, missing: 0 }
        const stored =
          earlier ??
          (draftId === null ? await draftFor(tx, actor, { ...command, clientId, note, now: at }) : await openDraft(tx, draftId, clientId))
        if (!matchesDraft(body, stored, canonical) || takesOver(stored, given, at)) throw new AppError('trust.draft-mismatch')
        const envelope = stored.envelope?.id === given.id ? merged(stored.envelope, given) : given
        const missing = await missingSignatures(envelope, state, { clientId, deviceId: devices[0] ?? '', now: at })
        const status = missing > 0 ? ('partly-signed' as const) : ('signed' as const)
        await saveSigned(tx, { ...stored, status, envelope }, { seq: body.seq, expiresAt: new Date(body.expires), at })
        await recordAudit(tx, {
          actor,
          clientId,
          action: 'trust.signed',
          subject: stored.id,
          data: { kind: body.kind, devices, envelopeId: envelope.id, status },
          at,
        })
        if (status === 'signed')
          await publish(tx, { topic: 'trust.envelope-signed', clientId, payload: { envelopeId: envelope.id, devices }, at })
        return { draftId: stored.id, envelopeId: envelope.id, status, missing }
      })
      if (submitted.status === 'signed') onSigned(clientId)
      return submitted
    },
    forDevice: async ({ clientId, deviceId, after, authorityHead }) =>
      database.transaction(oneClient(clientId), async (tx) => {
        const { entries, hashes } = await authorityState(tx, clientId)
        // A head that is not known here gets the whole log: the agent judges it.
        const known = authorityHead === null ? -1 : hashes.indexOf(authorityHead)
        return { authority: entries.slice(known + 1), envelopes: await loadForDevice(tx, { clientId, deviceId, after, now: clock.now() }) }
      }),
    recordResult: async (o) =>
      database.transaction(oneClient(o.clientId), async (tx) => {
        const command = await loadCommand(tx, o)
        if (command !== null) await saveResult(tx, o)
        return command
      }),
  }
}

/** 0 when the envelope would be taken as far as the server knows; 1 when only a second signature is missing; anything else throws. */
async function missingSignatures(
  envelope: SignedEnvelope,
  authority: Parameters<typeof verifyEnvelope>[0]['authority'],
  o: { clientId: Id; deviceId: Id; now: Date },
): Promise<number> {
  const seen = { hasNonce: () => false, lastSeqOf: () => 0 }
  const verdict = await verifyEnvelope({ signed: envelope, authority, ...o, seen, fanOutLimit: DEFAULT_FAN_OUT_LIMIT })
  if (verdict.ok || verdict.error === 'trust.envelope-not-yet') return 0
  if (verdict.error === 'trust.envelope-two-signatures') return 1
  throw new AppError(verdict.error, { detail: 'it was refused' })
}

/** An envelope that expired before its last signature is no use to the next signer, who then makes a new one. */
function withoutExpired(stored: StoredEnvelope, now: Date): StoredEnvelope {
  return stored.envelope !== null && hasExpired(stored.envelope, now) ? { ...stored, status: 'draft', envelope: null } : stored
}

/** A draft that one person signed already takes no other envelope, unless that one has expired meanwhile. */
function takesOver(stored: StoredEnvelope, given: SignedEnvelope, now: Date): boolean {
  return stored.envelope !== null && stored.envelope.id !== given.id && !hasExpired(stored.envelope, now)
}

/** Two people who sign the same envelope at the same time must not undo each other. */
function merged(known: SignedEnvelope, given: SignedEnvelope): SignedEnvelope {
  return { ...given, signatures: mergeSignatures(known.signatures, given.signatures) }
}

function hasExpired(envelope: SignedEnvelope, now: Date): boolean {
  const body = readEnvelope(envelope)
  return body === null || now.getTime() >= Date.parse(body.expires)
}

async function openDraft(tx: Tx, draftId: Id, clientId: Id): Promise<StoredEnvelope> {
  const stored = await loadEnvelope(tx, draftId)
  if (stored === null || stored.clientId !== clientId) throw new AppError('platform.not-found', { what: 'draft' })
  if (stored.status !== 'draft' && stored.status !== 'partly-signed') throw new AppError('trust.draft-closed')
  return stored
}

/** A command that the signer made without a draft gets its record here. */
async function draftFor(
  tx: Tx,
  actor: Actor,
  o: { clientId: Id; kind: string; args: unknown; devices: string[]; payloadHash: string | null; note: string; now: Date },
): Promise<StoredEnvelope> {
  const needed = neededFor(o)
  if (needed === null) throw new AppError('trust.envelope-kind-unknown')
  const stored: StoredEnvelope = { ...o, id: newId(), status: 'draft', needed, envelope: null, createdAt: o.now }
  await insertDraft(tx, stored, actor.name)
  return stored
}

function canonical(value: unknown): string {
  return toBase64Url(encodeCanonical(value as CborValue))
}
