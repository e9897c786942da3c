/** Writes and reads API tokens. Of the secret only its hash is here. */
import type { Id } from '@mainstay/kernel'
import { type Kysely, type Selectable, sql } from 'kysely'
import { PROVIDER_ID, type Tx } from '../../platform/database/index.ts'
import type { Person } from './domain/person.ts'
import type { ApiToken } from './domain/token.ts'
import { type IdentityTables, personOf, scopeColumn } from './store.ts'

type TokenRow = {
  client_id: string
  id: string
  person_id: string
  name: string
  secret_hash: Buffer
  scopes: string[]
  clients: string[] | null
  created_at: Date
  expires_at: Date
  last_used_at: Date | null
  revoked_at: Date | null
}
type TokenTables = IdentityTables & { identity_token: TokenRow }

const tables = (tx: Tx): Kysely<TokenTables> => tx.withTables<TokenTables>()
const tokens = (tx: Tx) =>
  tables(tx).selectFrom('identity_token').selectAll('identity_token').where('identity_token.client_id', '=', PROVIDER_ID)

/** How exact `last used` is: writing it at every use would cost more than the use. */
const LAST_USED_STEP_SECONDS = 60

export async function addToken(tx: Tx, token: ApiToken, secretHash: Buffer): Promise<void> {
  await tables(tx)
    .insertInto('identity_token')
    .values({
      client_id: PROVIDER_ID,
      id: token.id,
      person_id: token.personId,
      name: token.name,
      secret_hash: secretHash,
      scopes: [...token.scopes],
      clients: scopeColumn(token.clients),
      created_at: token.createdAt,
      expires_at: token.expiresAt,
      last_used_at: token.lastUsedAt,
      revoked_at: token.revokedAt,
    })
    .execute()
}

export type TokenOfPerson = ApiToken & { personName: string }

/** Not revoked, newest first; of one person, or (null) of all. */
export async function loadTokens(tx: Tx, personId: Id | null): Promise<TokenOfPerson[]> {
  const query = tokens(tx)
    .innerJoin('identity_person', (join) =>
      join.onRef('identity_person.client_id', '=', 'identity_token.client_id').onRef('identity_person.id', '=', 'identity_token.person_id'),
    )
    .select('identity_person.name as person_name')
    .where('revoked_at', 'is', null)
    .orderBy('identity_token.created_at', 'desc')
  const rows = await (personId === null ? query : query.where('person_id', '=', personId)).execute()
  return rows.map((row) => ({ ...tokenOf(row), personName: row.person_name }))
}

export async function loadToken(tx: Tx, id: Id): Promise<ApiToken | null> {
  const row = await tokens(tx).where('id', '=', id).executeTakeFirst()
  return row ? tokenOf(row) : null
}

/** The token with its maker as they are now. */
export async function findTokenBySecret(tx: Tx, secretHash: Buffer): Promise<{ token: ApiToken; maker: Person } | null> {
  const row = await tokens(tx).where('secret_hash', '=', secretHash).executeTakeFirst()
  if (!row) return null
  const maker = await tables(tx)
    .selectFrom('identity_person')
    .selectAll()
    .where('client_id', '=', PROVIDER_ID)
    .where('id', '=', row.person_id)
    .executeTakeFirstOrThrow()
  return { token: tokenOf(row), maker: personOf(maker) }
}

export async function noteUse(tx: Tx, id: Id, now: Date): Promise<void> {
  await sql`update identity_token set last_used_at = ${now} where client_id = ${PROVIDER_ID} and id = ${id}
    and (last_used_at is null or last_used_at < ${new Date(now.getTime() - LAST_USED_STEP_SECONDS * 1000)})`.execute(tx)
}

/** False where it was revoked before. */
export async function revokeToken(tx: Tx, id: Id, now: Date): Promise<boolean> {
  const done = await tables(tx)
    .updateTable('identity_token')
    .set({ revoked_at: now })
    .where('client_id', '=', PROVIDER_ID)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows === 1n
}

function tokenOf(row: Selectable<TokenRow>): ApiToken {
  return {
    id: row.id,
    personId: row.person_id,
    name: row.name,
    scopes: row.scopes,
    clients: row.clients ?? 'all',
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }
}
