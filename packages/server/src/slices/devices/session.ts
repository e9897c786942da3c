/** The agent's session: a challenge that the server need not remember, and a token that opens the agent's channel for an hour. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { isId, type Id } from '@mainstay/kernel'

export const SESSION_SECONDS = 3600
/** A challenge must be answered within a minute. */
export const CHALLENGE_SECONDS = 60

const PREFIX = 'mag1'

export type Sessions = {
  challenge(deviceId: Id, now: Date): string
  /** True once for each challenge that this server made for this device within the last minute. */
  takeChallenge(deviceId: Id, challenge: string, now: Date): boolean
  issue(device: { clientId: Id; deviceId: Id }, now: Date): { token: string; expiresAt: Date }
  read(token: string, now: Date): { clientId: Id; deviceId: Id } | null
}

/** 32 bytes: seconds (8), random (8), HMAC over both and the device (16). */
export function createSessions(secret: string): Sessions {
  const used = new Map<string, number>()
  const mac = (purpose: string, text: string): Buffer => createHmac('sha256', secret).update(`${purpose}\n${text}`).digest()
  const challengeMac = (deviceId: Id, head: Buffer): Buffer => mac('challenge', `${deviceId}\n${head.toString('hex')}`).subarray(0, 16)
  return {
    challenge: (deviceId, now) => {
      const head = Buffer.alloc(16)
      head.writeBigUInt64BE(BigInt(Math.floor(now.getTime() / 1000)))
      randomBytes(8).copy(head, 8)
      return Buffer.concat([head, challengeMac(deviceId, head)]).toString('base64url')
    },
    takeChallenge: (deviceId, challenge, now) => {
      const bytes = Buffer.from(challenge, 'base64url')
      if (bytes.length !== 32 || !timingSafeEqual(bytes.subarray(16), challengeMac(deviceId, bytes.subarray(0, 16)))) return false
      const age = Math.floor(now.getTime() / 1000) - Number(bytes.readBigUInt64BE(0))
      if (age < 0 || age > CHALLENGE_SECONDS || used.has(challenge)) return false
      for (const [old, at] of used) if (now.getTime() - at > 2 * CHALLENGE_SECONDS * 1000) used.delete(old)
      used.set(challenge, now.getTime())
      return true
    },
    issue: ({ clientId, deviceId }, now) => {
      const expiresAt = new Date(now.getTime() + SESSION_SECONDS * 1000)
      const head = `${PREFIX}.${clientId}.${deviceId}.${Math.floor(expiresAt.getTime() / 1000)}`
      return { token: `${head}.${mac('session', head).toString('base64url')}`, expiresAt }
    },
    read: (token, now) => {
      const [prefix, clientId, deviceId, expires, signature, ...rest] = token.split('.')
      if (prefix !== PREFIX || !isId(clientId) || !isId(deviceId) || expires === undefined || signature === undefined || rest.length > 0)
        return null
      const expected = mac('session', `${prefix}.${clientId}.${deviceId}.${expires}`)
      const given = Buffer.from(signature, 'base64url')
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
      return Number(expires) * 1000 > now.getTime() ? { clientId, deviceId } : null
    },
  }
}
