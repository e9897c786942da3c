/** Use cases of API tokens: made, listed and revoked by people, never by tokens. */
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID } from '../../platform/database/index.ts'
import { type ClientScope, distinct } from './domain/person.ts'
import { type ApiToken, mintable } from './domain/token.ts'
import { hashSecret, newSecret, TOKEN_PREFIX } from './secret.ts'
import { addToken, loadToken, loadTokens, revokeToken, type TokenOfPerson } from './token-store.ts'

export type NewToken = { name: string; scopes: readonly string[]; clients: ClientScope; expiresInDays: number }

export type TokenService = {
  /** Their own; for who minds people, everyone's. */
  list(actor: Actor): Promise<TokenOfPerson[]>
  /** The secret is not kept: this is the one time it is there. */
  create(actor: Actor, wanted: NewToken): Promise<{ token: TokenOfPerson; secret: string }>
  revoke(actor: Actor, tokenId: Id): Promise<void>
}

const DAY_MS = 86_400_000
const inProvider = oneClient(PROVIDER_ID)

export function createTokenService({ database, clock }: { database: Database; clock: Clock }): TokenService {
  /** Null: everyone's. */
  const whose = (actor: Actor): Id | null => (actor.permissions.has('identity.people') ? null : actor.id)
  return {
    list: async (actor) => {
      authorise(actor, 'identity.tokens')
      return database.transaction(inProvider, (tx) => loadTokens(tx, whose(actor)))
    },
    create: async (actor, { name, scopes, clients, expiresInDays }) => {
      authorise(actor, 'identity.tokens')
      const decision = mintable(actor, { scopes, clients })
      if (!decision.ok) throw new AppError(`identity.token-${decision.error.why}`, { what: decision.error.what })
      const now = clock.now()
      const token: ApiToken = {
        id: newId(),
        personId: actor.id,
        name,
        scopes: [...new Set(scopes)],
        clients: distinct(clients),
        createdAt: now,
        expiresAt: new Date(now.getTime() + expiresInDays * DAY_MS),
        lastUsedAt: null,
        revokedAt: null,
      }
      const secret = newSecret(TOKEN_PREFIX)
      await database.transaction(inProvider, async (tx) => {
        await addToken(tx, token, hashSecret(secret))
        const data = { name, scopes: token.scopes, clients: token.clients, expiresAt: token.expiresAt.toISOString() }
        await recordAudit(tx, { actor, clientId: PROVIDER_ID, action: 'identity.token-made', subject: token.id, data, at: now })
      })
      return { token: { ...token, personName: actor.name }, secret }
    },
    revoke: async (actor, tokenId) => {
      authorise(actor, 'identity.tokens')
      const now = clock.now()
      await database.transaction(inProvider, async (tx) => {
        const token = await loadToken(tx, tokenId)
        const mine = token !== null && (whose(actor) === null || token.personId === actor.id)
        if (!mine || !(await revokeToken(tx, tokenId, now))) throw new AppError('platform.not-found', { what: 'token' })
        const data = { name: token.name }
        await recordAudit(tx, { actor, clientId: PROVIDER_ID, action: 'identity.token-revoked', subject: tokenId, data, at: now })
      })
    },
  }
}
