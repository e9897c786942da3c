/** The enrolment token `client.genesisHash.serverKeyHash.secret`: what a machine needs so that it need not trust the server. */
import { err, isId, ok, type Result } from '@mainstay/kernel'
import { bytesOfLength } from './base64url.ts'

export type EnrolmentToken = {
  clientId: string
  /** Hash of the genesis entry of the client's authority. */
  genesisHash: string
  /** SHA-256 of the server's raw identity key. */
  serverKeyHash: string
  /** 32 random bytes, good for one enrolment. The server knows only their SHA-256. */
  secret: string
}

export function formatEnrolmentToken(token: EnrolmentToken): string {
  return [token.clientId, token.genesisHash, token.serverKeyHash, token.secret].join('.')
}

export function parseEnrolmentToken(text: string): Result<EnrolmentToken, 'trust.token-malformed'> {
  const [clientId, genesisHash, serverKeyHash, secret, ...rest] = text.trim().split('.')
  const whole = isId(clientId) && isHash(genesisHash) && isHash(serverKeyHash) && isHash(secret) && rest.length === 0
  return whole ? ok({ clientId, genesisHash, serverKeyHash, secret }) : err('trust.token-malformed')
}

function isHash(text: string | undefined): text is string {
  return text !== undefined && bytesOfLength(text, 32) !== null
}
