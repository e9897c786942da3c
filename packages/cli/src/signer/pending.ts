/** What waits for this person's signature, and signing it: exactly what was shown, or nothing. */
import {
  EnvelopeSubmitAnswerSchema,
  PendingAnswerSchema,
  type PendingEnvelope,
  type PendingItem,
  type SignedItem,
} from '@mainstay/contract/trust'
import { type CborValue, type EntryWire, parseEntry, readEnvelope, signEntry, signEnvelope, signerOf } from '@mainstay/envelope'
import { AppError } from '@mainstay/kernel'
import type { createAuthorities } from './authorities.ts'
import type { SignerContext } from './context.ts'
import { buildEnvelope, type Command, contentId, DEFAULT_VALID_HOURS, entryContentId } from './draft.ts'

type Waiting = PendingItem & ({ of: 'command'; command: Command; pending: PendingEnvelope } | { of: 'authority'; entry: EntryWire })

export function createPending(context: SignerContext, authorities: ReturnType<typeof createAuthorities>) {
  async function load(): Promise<Waiting[]> {
    await context.server()
    const answer = await context.http('GET', '/signer/v1/pending', PendingAnswerSchema)
    const commands = answer.envelopes.map(describeCommand)
    const entries = await Promise.all(answer.proposals.map(({ clientId, entry }) => describeEntry(clientId, entry)))
    return [...commands, ...entries].filter((item) => item !== null)
  }

  async function signCommand(item: Waiting & { of: 'command' }): Promise<SignedItem> {
    const { command, pending } = item
    const { state, answer } = await context.authority(command.clientId)
    const key = await context.key()
    if (!state.keys.has(key.keyId)) throw new AppError('cli.key-not-in-authority', { client: command.clientId })
    const unsigned = pending.envelope ?? (await buildEnvelope(context, command, { state, answer, validHours: DEFAULT_VALID_HOURS }))
    const envelope = await signEnvelope(unsigned, signerOf(key.pair))
    const body = { v: 1, draftId: pending.draftId, note: pending.note, envelope }
    const taken = await context.http('POST', '/signer/v1/envelopes', EnvelopeSubmitAnswerSchema, body)
    return {
      id: item.id,
      outcome: taken.missing > 0 ? 'needs-more' : 'signed',
      envelopeId: taken.envelopeId,
      missing: taken.missing,
      reason: null,
    }
  }

  async function signChange(item: Waiting & { of: 'authority' }): Promise<SignedItem> {
    // The pin must exist: a change of an authority that this machine never saw proves nothing.
    await context.authority(item.clientId)
    const signed = await signEntry(item.entry, signerOf((await context.key()).pair))
    if (!signed.ok) throw new AppError(signed.error)
    const { missing } = await authorities.submit(item.clientId, signed.value)
    await context.authority(item.clientId)
    return { id: item.id, outcome: missing > 0 ? 'needs-more' : 'signed', envelopeId: null, missing, reason: null }
  }

  return {
    async list(): Promise<PendingItem[]> {
      return (await load()).map(shown)
    },

    /** `'all'` that this key has not signed yet, or ids as `list` gave them. One that is refused does not stop the others. */
    async sign(ids: readonly string[] | 'all'): Promise<SignedItem[]> {
      const waiting = await load()
      const { keyId } = await context.key()
      const chosen =
        ids === 'all'
          ? waiting.filter((item) => !item.signedBy.includes(keyId))
          : ids.map((id) => waiting.find((item) => item.id === id) ?? unknownId(id))
      const signed: SignedItem[] = []
      for (const item of chosen) {
        try {
          signed.push(item.of === 'command' ? await signCommand(item) : await signChange(item))
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          signed.push({ id: item.id, outcome: 'refused', envelopeId: null, missing: 0, reason: error.message })
        }
      }
      return signed
    },
  }
}

function unknownId(id: string): never {
  throw new AppError('cli.pending-unknown', { id })
}

/** Where there is an envelope already, its signed body is what counts, whatever the server writes beside it. */
function describeCommand(pending: PendingEnvelope): Waiting | null {
  const body = pending.envelope === null ? null : readEnvelope(pending.envelope)
  if (pending.envelope !== null && body?.targets.kind !== 'devices') return null
  const command: Command =
    body?.targets.kind === 'devices'
      ? { clientId: body.client, devices: body.targets.devices, kind: body.kind, args: body.args, payloadHash: body.payloadHash }
      : {
          clientId: pending.clientId,
          devices: pending.devices,
          kind: pending.kind,
          args: toCbor(pending.args),
          payloadHash: pending.payloadHash,
        }
  const { clientId, kind, payloadHash } = command
  const devices = [...command.devices]
  const signedBy = pending.envelope?.signatures.map((one) => one.keyId) ?? []
  return {
    id: contentId(command),
    type: 'command',
    clientId,
    summary: `${kind} for ${devices.length === 1 ? `device ${devices[0]}` : `${devices.length} devices`}`,
    kind,
    args: pending.envelope === null ? pending.args : plain(command.args),
    devices,
    payloadHash,
    note: pending.note,
    signaturesNeeded: Math.max(0, pending.signaturesNeeded - signedBy.length),
    signedBy,
    of: 'command',
    command,
    pending,
  }
}

async function describeEntry(clientId: string, entry: EntryWire): Promise<Waiting | null> {
  const parsed = await parseEntry(entry)
  if (!parsed.ok || parsed.value.entry.client !== clientId) return null
  const { action, keys, threshold } = parsed.value.entry
  const names = keys.map((key) => `${key.name} (${key.role}, ${key.keyId})`).join(', ')
  return {
    id: entryContentId(parsed.value.hash),
    type: 'authority',
    clientId,
    summary: `${action}: ${threshold === null ? names : `${threshold} signatures for a change`}`,
    kind: action,
    args: keys.map(({ keyId, publicKey, name, role }) => ({ keyId, publicKey, name, role })),
    devices: [],
    payloadHash: null,
    note: '',
    signaturesNeeded: 1,
    signedBy: parsed.value.signatures.map((one) => one.keyId),
    of: 'authority',
    entry,
  }
}

function shown(item: Waiting): PendingItem {
  const { id, type, clientId, summary, kind, args, devices, payloadHash, note, signaturesNeeded, signedBy } = item
  return { id, type, clientId, summary, kind, args, devices, payloadHash, note, signaturesNeeded, signedBy }
}

/** JSON is a subset of what CBOR holds. */
function toCbor(value: PendingItem['args']): CborValue {
  return value
}

/** Bytes cannot stand in JSON; they are shown as base64url. */
function plain(value: CborValue): PendingItem['args'] {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64url')
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: CborValue) => plain(item))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}
