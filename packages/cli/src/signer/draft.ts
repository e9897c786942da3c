/** Turns what is asked for into an envelope: window, sequence, head of the authority. */
import { createHash } from 'node:crypto'
import type { AuthorityAnswer } from '@mainstay/contract/trust'
import { type AuthorityState, type CborValue, createEnvelope, encodeCanonical, type SignedEnvelope } from '@mainstay/envelope'
import type { SignerContext } from './context.ts'

export type Command = { clientId: string; devices: readonly string[]; kind: string; args: CborValue; payloadHash: string | null }

/** Clocks of devices lag; what is signed now should not be "not yet valid" to them. */
const BACKDATE_MS = 10 * 60_000
const HOUR_MS = 3_600_000
/** A device that is away for longer needs the command signed again. */
export const DEFAULT_VALID_HOURS = 30 * 24
/** How far ahead of the clock a sequence number of the server is believed; else it could push ours out of everybody's reach. */
const MAX_SEQ_AHEAD_MS = 24 * HOUR_MS

/** What a command is, apart from who signs it when: the same content has the same id, on every machine. 128 bits as hex. */
export function contentId(command: Command): string {
  const devices = [...new Set(command.devices)].sort()
  const { clientId, kind, args, payloadHash } = command
  return digest(['mainstay pending command', clientId, kind, args, payloadHash, devices])
}

export function entryContentId(hash: string): string {
  return digest(['mainstay pending authority', hash])
}

export async function buildEnvelope(
  context: SignerContext,
  command: Command,
  of: { state: AuthorityState; answer: AuthorityAnswer; validHours: number },
): Promise<SignedEnvelope> {
  const now = context.clock.now().getTime()
  return createEnvelope({
    client: command.clientId,
    devices: command.devices,
    kind: command.kind,
    args: command.args,
    payloadHash: command.payloadHash,
    notBefore: new Date(now - BACKDATE_MS),
    expires: new Date(now + of.validHours * HOUR_MS),
    seq: await nextSeq(context, command.clientId, of.answer.lastSeq, now),
    authorityHead: of.state.head,
  })
}

/** The clock in milliseconds, but always more than any number before it. */
async function nextSeq(context: SignerContext, clientId: string, serverSeq: number, now: number): Promise<number> {
  const pin = await context.pins.client(clientId)
  const believed = serverSeq <= now + MAX_SEQ_AHEAD_MS ? serverSeq : 0
  const seq = Math.max(now, (pin?.lastSeq ?? 0) + 1, believed + 1)
  if (pin !== null) await context.pins.pinClient(clientId, { ...pin, lastSeq: seq })
  return seq
}

function digest(value: CborValue): string {
  return createHash('sha256').update(encodeCanonical(value)).digest('hex').slice(0, 32)
}
