/** The link by which whoever asked says whether it was solved well: signed, of one ticket, over after a time. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Id, isId } from '@mainstay/kernel'

export const JUDGE_DAYS = 60

/** Two ids of 16 bytes, a time of 6 (Unix milliseconds), 24 bytes of HMAC-SHA-256: 83 letters. */
const SAID_BYTES = 38
const MAC_BYTES = 24

export type Judged = { clientId: Id; ticketId: Id }

export function judgeToken({ clientId, ticketId }: Judged, secret: string, now: Date): string {
  const said = Buffer.alloc(SAID_BYTES)
  said.write(clientId.replaceAll('-', '') + ticketId.replaceAll('-', ''), 0, 'hex')
  said.writeUIntBE(now.getTime() + JUDGE_DAYS * 86_400_000, 32, 6)
  return Buffer.concat([said, mac(said, secret)]).toString('base64url')
}

/** Null when it is not ours, was changed, or is over. One link is one text: what decodes to the same is not taken. */
export function readJudgeToken(token: string, secret: string, now: Date): Judged | null {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== SAID_BYTES + MAC_BYTES || bytes.toString('base64url') !== token) return null
  const said = bytes.subarray(0, SAID_BYTES)
  if (!timingSafeEqual(bytes.subarray(SAID_BYTES), mac(said, secret))) return null
  const [clientId, ticketId] = [uuid(said.subarray(0, 16)), uuid(said.subarray(16, 32))]
  if (!isId(clientId) || !isId(ticketId) || said.readUIntBE(32, 6) <= now.getTime()) return null
  return { clientId, ticketId }
}

function mac(said: Buffer, secret: string): Buffer {
  return createHmac('sha256', secret).update('desk-judge ').update(said).digest().subarray(0, MAC_BYTES)
}

function uuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
