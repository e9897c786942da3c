/** What the slice devices needs of others. */
import type { AgentResult, SignedEnvelope } from '@mainstay/contract/agent'
import type { Id } from '@mainstay/kernel'
import type { Actor } from '../../platform/auth/index.ts'

/** Of trust: tokens, the server's own key, envelopes. */
export type TrustPort = {
  /** Uses the token up; the same machine (same key) may ask again, since an answer can be lost. Throws AppError when it does not hold. */
  consumeToken(o: {
    clientId: Id
    secret: string
    publicKey: string
  }): Promise<{ siteId: Id | null; authority: string[]; authorityHead: string }>
  serverPublicKey(): string
  /** Ed25519 by the server's identity key, base64url. */
  signAsServer(statement: Uint8Array): Promise<string>
  envelopesFor(o: {
    clientId: Id
    deviceId: Id
    after: string | null
    authorityHead: string | null
  }): Promise<{ authority: string[]; envelopes: SignedEnvelope[] }>
  /** What the envelope said, when it is known here. */
  recordEnvelopeResult(o: {
    clientId: Id
    deviceId: Id
    envelopeId: Id
    outcome: 'applied' | 'refused'
    reason: string | null
    at: Date
  }): Promise<{ kind: string; args: unknown } | null>
  /** A command that waits for a person's signature. */
  draftEnvelope(actor: Actor, o: { clientId: Id; deviceIds: Id[]; kind: string; args: unknown; note: string }): Promise<{ draftId: Id }>
}

/** Of recovery, which stands above: results of backups are acknowledged only when they are kept. */
export type BackupResultSink = (device: { clientId: Id; deviceId: Id }, result: Extract<AgentResult, { kind: 'backup' }>) => Promise<void>
