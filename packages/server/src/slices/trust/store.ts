/** Writes and reads the tables of this slice: signers, authorities, tokens, the server's key. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import { PROVIDER_ID, type Tx } from '../../platform/database/index.ts'

export type SignerRow = {
  key_id: string
  public_key: string
  name: string
  on_server_machine: boolean
  added_at: Date
  revoked_at: Date | null
}

type TrustTables = {
  trust_server_key: { client_id: string; public_key: string; sealed: Buffer; created_at: Date }
  trust_signer: SignerRow & { client_id: string }
  trust_signer_nonce: { client_id: string; key_id: string; nonce: string; at: Date }
  trust_authority_entry: { client_id: string; seq: number; hash: string; entry: string }
  trust_authority_proposal: { client_id: string; hash: string; entry: string; at: Date }
  trust_enrolment_token: {
    client_id: string
    id: string
    site_id: string | null
    secret_hash: string
    genesis_hash: string
    created_by: string
    created_at: Date
    expires_at: Date
    used_at: Date | null
    used_by: string | null
  }
}
export type TokenRow = TrustTables['trust_enrolment_token']

const tables = (tx: Tx) => tx.withTables<TrustTables>()

export async function loadSigners(tx: Tx): Promise<SignerRow[]> {
  return tables(tx).selectFrom('trust_signer').selectAll().where('client_id', '=', PROVIDER_ID).orderBy('added_at').execute()
}

export async function insertSigner(tx: Tx, row: SignerRow): Promise<void> {
  await tables(tx)
    .insertInto('trust_signer')
    .values({ ...row, client_id: PROVIDER_ID })
    .execute()
}

export async function saveSignerPlace(tx: Tx, keyId: string, onServerMachine: boolean): Promise<void> {
  await tables(tx).updateTable('trust_signer').set({ on_server_machine: onServerMachine }).where('key_id', '=', keyId).execute()
}

/** False when there is no such key, or it was out already. */
export async function revokeSigner(tx: Tx, keyId: string, at: Date): Promise<boolean> {
  const done = await tables(tx)
    .updateTable('trust_signer')
    .set({ revoked_at: at })
    .where('key_id', '=', keyId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows === 1n
}

export async function clientExists(tx: Tx, clientId: Id): Promise<boolean> {
  const { rows } = await sql`select 1 from mainstay_client_ids() as known(id) where id = ${clientId}`.execute(tx)
  return rows.length > 0
}

/** False when the nonce was used before. Old ones go: a request is good for ten minutes at most. */
export async function takeNonce(tx: Tx, keyId: string, nonce: string, at: Date): Promise<boolean> {
  const t = tables(tx)
  await t
    .deleteFrom('trust_signer_nonce')
    .where('at', '<', new Date(at.getTime() - 20 * 60_000))
    .execute()
  const taken = await t
    .insertInto('trust_signer_nonce')
    .values({ client_id: PROVIDER_ID, key_id: keyId, nonce, at })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst()
  return taken.numInsertedOrUpdatedRows === 1n
}

export async function loadServerKey(tx: Tx): Promise<{ publicKey: string; sealed: Buffer } | null> {
  const row = await tables(tx).selectFrom('trust_server_key').selectAll().where('client_id', '=', PROVIDER_ID).executeTakeFirst()
  return row ? { publicKey: row.public_key, sealed: row.sealed } : null
}

/** The first one that is written stands; instances that start together read it afterwards. */
export async function insertServerKey(tx: Tx, publicKey: string, sealed: Buffer, at: Date): Promise<void> {
  await tables(tx)
    .insertInto('trust_server_key')
    .values({ client_id: PROVIDER_ID, public_key: publicKey, sealed, created_at: at })
    .onConflict((c) => c.column('client_id').doNothing())
    .execute()
}

/** `lock`: one change of a client's authority at a time. */
export async function loadAuthority(tx: Tx, clientId: Id, lock = false): Promise<{ hash: string; entry: string }[]> {
  if (lock) await sql`select pg_advisory_xact_lock(hashtextextended(${`authority ${clientId}`}, 0))`.execute(tx)
  return tables(tx).selectFrom('trust_authority_entry').select(['hash', 'entry']).where('client_id', '=', clientId).orderBy('seq').execute()
}

export async function insertAuthorityEntry(tx: Tx, clientId: Id, seq: number, hash: string, entry: string): Promise<void> {
  await tables(tx).insertInto('trust_authority_entry').values({ client_id: clientId, seq, hash, entry }).execute()
  // What else was proposed followed the head that is now behind.
  await tables(tx).deleteFrom('trust_authority_proposal').where('client_id', '=', clientId).execute()
}

export async function saveProposal(tx: Tx, clientId: Id, hash: string, entry: string, at: Date): Promise<void> {
  await tables(tx)
    .insertInto('trust_authority_proposal')
    .values({ client_id: clientId, hash, entry, at })
    .onConflict((c) => c.columns(['client_id', 'hash']).doUpdateSet({ entry }))
    .execute()
}

export async function loadProposal(tx: Tx, clientId: Id, hash: string): Promise<string | null> {
  const row = await tables(tx)
    .selectFrom('trust_authority_proposal')
    .select('entry')
    .where('client_id', '=', clientId)
    .where('hash', '=', hash)
    .executeTakeFirst()
  return row?.entry ?? null
}

export async function loadProposals(tx: Tx): Promise<{ client_id: string; entry: string }[]> {
  return tables(tx).selectFrom('trust_authority_proposal').select(['client_id', 'entry']).orderBy('at').execute()
}

export async function insertToken(tx: Tx, row: TokenRow): Promise<void> {
  await tables(tx).insertInto('trust_enrolment_token').values(row).execute()
}

/** Held until the transaction ends: two machines cannot use one token. */
export async function lockToken(tx: Tx, clientId: Id, secretHash: string): Promise<TokenRow | null> {
  const row = await tables(tx)
    .selectFrom('trust_enrolment_token')
    .selectAll()
    .where('client_id', '=', clientId)
    .where('secret_hash', '=', secretHash)
    .forUpdate()
    .executeTakeFirst()
  return row ?? null
}

export async function markTokenUsed(tx: Tx, id: Id, by: string, at: Date): Promise<void> {
  await tables(tx).updateTable('trust_enrolment_token').set({ used_at: at, used_by: by }).where('id', '=', id).execute()
}
