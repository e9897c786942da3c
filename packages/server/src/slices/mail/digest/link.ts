/** The link of one held message for its recipient: signed, ends by itself, and is used once. It names what it is for and nothing else. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { isId } from '@mainstay/kernel'
import type { DeliveryKey } from '../queue/delivery.ts'

export const LINK_DAYS = 14

/** Two ids of 16 bytes, two times of 6 (Unix milliseconds), 24 bytes of HMAC-SHA-256: 91 letters, since a path's part holds no more than 100. */
const SAID_BYTES = 44
const MAC_BYTES = 24

export function linkToken({ clientId, receivedAt, id }: DeliveryKey, secret: string, now: Date): string {
  const said = Buffer.alloc(SAID_BYTES)
  said.write(clientId.replaceAll('-', '') + id.replaceAll('-', ''), 0, 'hex')
  said.writeUIntBE(receivedAt.getTime(), 32, 6)
  said.writeUIntBE(now.getTime() + LINK_DAYS * 86_400_000, 38, 6)
  return Buffer.concat([said, mac(said, secret)]).toString('base64url')
}

/** Null when it is not ours, was changed, or is over. One link is one text: what decodes to the same is not taken. */
export function readLink(token: string, secret: string, now: Date): DeliveryKey | null {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== SAID_BYTES + MAC_BYTES || bytes.toString('base64url') !== token) return null
  const said = bytes.subarray(0, SAID_BYTES)
  if (!timingSafeEqual(bytes.subarray(SAID_BYTES), mac(said, secret))) return null
  const [clientId, id] = [uuid(said.subarray(0, 16)), uuid(said.subarray(16, 32))]
  if (!isId(clientId) || !isId(id) || said.readUIntBE(38, 6) <= now.getTime()) return null
  return { clientId, receivedAt: new Date(said.readUIntBE(32, 6)), id }
}

function mac(said: Buffer, secret: string): Buffer {
  return createHmac('sha256', secret).update('mail-link ').update(said).digest().subarray(0, MAC_BYTES)
}

function uuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
