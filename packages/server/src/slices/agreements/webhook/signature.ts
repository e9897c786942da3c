/** Signs a webhook as Standard Webhooks 1.0 does: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`. */
import { createHmac, randomBytes } from 'node:crypto'

const PREFIX = 'whsec_'

/** 24 bytes at the least, by the standard. */
export function newSecret(): string {
  return `${PREFIX}${randomBytes(32).toString('base64')}`
}

/** `at` in whole Unix seconds, against a message that is sent again later. */
export function signedHeaders(o: { secret: string; id: string; at: Date; body: string }): Record<string, string> {
  const timestamp = String(Math.floor(o.at.getTime() / 1000))
  const key = Buffer.from(o.secret.slice(PREFIX.length), 'base64')
  const mac = createHmac('sha256', key).update(`${o.id}.${timestamp}.${o.body}`).digest('base64')
  return { 'webhook-id': o.id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` }
}
