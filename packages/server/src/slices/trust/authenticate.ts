/** Tells the person behind a signed request: a key that is known here, a fresh time, a nonce never seen, a signature over all of it. */
import { SIGNER_SCHEME } from '@mainstay/contract/trust'
import { sha256, signerRequestStatement, toBase64Url, verifyText } from '@mainstay/envelope'
import { AppError, type Clock } from '@mainstay/kernel'
import { type Database, oneClient, PROVIDER_ID } from '../../platform/database/index.ts'
import type { AuthenticateSigned } from '../../platform/http/index.ts'
import { loadSigners, takeNonce } from './store.ts'

const MAX_SKEW_MS = 5 * 60_000
const HEADER = new RegExp(
  `^${SIGNER_SCHEME} keyId="([A-Za-z0-9_-]{43})", at="([0-9T:.Z-]{20,30})", nonce="([A-Za-z0-9_-]{43})", signature="([A-Za-z0-9_-]{86})"$`,
)

export function authenticateSigners(o: { database: Database; clock: Clock; permissions: readonly string[] }): AuthenticateSigned {
  const permissions = new Set(o.permissions)
  return async (request, body) => {
    const [, keyId, at, nonce, signature] = HEADER.exec(request.headers.authorization ?? '') ?? []
    if (keyId === undefined || at === undefined || nonce === undefined || signature === undefined)
      throw new AppError('trust.signer-unauthenticated')
    const now = o.clock.now()
    const signer = await o.database.transaction(oneClient(PROVIDER_ID), async (tx) =>
      (await loadSigners(tx)).find((s) => s.key_id === keyId && s.revoked_at === null),
    )
    if (signer === undefined) throw new AppError('trust.signer-unauthenticated')
    const statement = signerRequestStatement({
      method: request.method,
      path: request.url,
      bodyHash: toBase64Url(await sha256(body)),
      at,
      nonce,
    })
    if (!(await verifyText(signer.public_key, signature, statement))) throw new AppError('trust.signer-unauthenticated')
    const skew = Math.abs(Date.parse(at) - now.getTime())
    if (!(skew <= MAX_SKEW_MS)) throw new AppError('trust.signer-clock', { now: now.toISOString() })
    const fresh = await o.database.transaction(oneClient(PROVIDER_ID), (tx) => takeNonce(tx, keyId, nonce, now))
    if (!fresh) throw new AppError('trust.signer-replayed')
    return { kind: 'signer', id: keyId, name: signer.name, permissions, clients: 'all' }
  }
}
