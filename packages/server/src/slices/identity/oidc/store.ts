/** Writes and reads the providers of identities that an owner has configured, and whose account there is whose here. */
import type { Id } from '@mainstay/kernel'
import type { Kysely, Selectable } from 'kysely'
import { PROVIDER_ID, type Tx } from '../../../platform/database/index.ts'
import type { SignInRule } from '../domain/elsewhere.ts'

export type SignInProvider = {
  id: Id
  name: string
  issuer: string
  clientId: string
  /** Sealed by the vault. */
  secret: Buffer
  domains: string[]
  rules: SignInRule[]
  enabled: boolean
  createdAt: Date
}

type ProviderRow = {
  client_id: string
  id: string
  name: string
  issuer: string
  oidc_client_id: string
  secret: Buffer
  domains: string[]
  rules: unknown
  enabled: boolean
  created_at: Date
}
type OidcTables = {
  identity_sign_in_provider: ProviderRow
  identity_provider_link: { client_id: string; provider_id: string; subject: string; person_id: string; linked_at: Date }
}

const tables = (tx: Tx): Kysely<OidcTables> => tx.withTables<OidcTables>()
const all = (tx: Tx) => tables(tx).selectFrom('identity_sign_in_provider').selectAll().where('client_id', '=', PROVIDER_ID)

export async function loadProviders(tx: Tx): Promise<SignInProvider[]> {
  return (await all(tx).orderBy('name').orderBy('id').execute()).map(providerOf)
}

export async function loadProvider(tx: Tx, id: Id): Promise<SignInProvider | null> {
  const row = await all(tx).where('id', '=', id).executeTakeFirst()
  return row ? providerOf(row) : null
}

/** False where there is one for this issuer and client already. */
export async function addProvider(tx: Tx, provider: SignInProvider): Promise<boolean> {
  const done = await tables(tx)
    .insertInto('identity_sign_in_provider')
    .values(rowOf(provider))
    .onConflict((conflict) => conflict.columns(['client_id', 'issuer', 'oidc_client_id']).doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

export async function saveProvider(tx: Tx, provider: SignInProvider): Promise<void> {
  const { client_id, id, ...rest } = rowOf(provider)
  await tables(tx).updateTable('identity_sign_in_provider').set(rest).where('client_id', '=', client_id).where('id', '=', id).execute()
}

/** With its links: who signs in there again later is known by address anew. */
export async function removeProvider(tx: Tx, id: Id): Promise<void> {
  await tables(tx).deleteFrom('identity_provider_link').where('client_id', '=', PROVIDER_ID).where('provider_id', '=', id).execute()
  await tables(tx).deleteFrom('identity_sign_in_provider').where('client_id', '=', PROVIDER_ID).where('id', '=', id).execute()
}

export async function linkedPerson(tx: Tx, providerId: Id, subject: string): Promise<Id | null> {
  const row = await links(tx, providerId).where('subject', '=', subject).executeTakeFirst()
  return row?.person_id ?? null
}

export async function isLinked(tx: Tx, providerId: Id, personId: Id): Promise<boolean> {
  return (await links(tx, providerId).where('person_id', '=', personId).executeTakeFirst()) !== undefined
}

export async function link(tx: Tx, o: { providerId: Id; subject: string; personId: Id; at: Date }): Promise<void> {
  await tables(tx)
    .insertInto('identity_provider_link')
    .values({ client_id: PROVIDER_ID, provider_id: o.providerId, subject: o.subject, person_id: o.personId, linked_at: o.at })
    .execute()
}

export async function unlink(tx: Tx, personId: Id): Promise<number> {
  const done = await tables(tx)
    .deleteFrom('identity_provider_link')
    .where('client_id', '=', PROVIDER_ID)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return Number(done.numDeletedRows)
}

function links(tx: Tx, providerId: Id) {
  return tables(tx)
    .selectFrom('identity_provider_link')
    .selectAll()
    .where('client_id', '=', PROVIDER_ID)
    .where('provider_id', '=', providerId)
}

function rowOf(p: SignInProvider): ProviderRow {
  return {
    client_id: PROVIDER_ID,
    id: p.id,
    name: p.name,
    issuer: p.issuer,
    oidc_client_id: p.clientId,
    secret: p.secret,
    domains: p.domains,
    rules: JSON.stringify(p.rules),
    enabled: p.enabled,
    created_at: p.createdAt,
  }
}

function providerOf(row: Selectable<ProviderRow>): SignInProvider {
  return {
    id: row.id,
    name: row.name,
    issuer: row.issuer,
    clientId: row.oidc_client_id,
    secret: row.secret,
    domains: row.domains,
    rules: row.rules as SignInRule[],
    enabled: row.enabled,
    createdAt: row.created_at,
  }
}
