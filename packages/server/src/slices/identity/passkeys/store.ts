/** Writes and reads people's passkeys. */
import type { Id } from '@mainstay/kernel'
import type { Kysely, Selectable } from 'kysely'
import { PROVIDER_ID, type Tx } from '../../../platform/database/index.ts'

export type Passkey = {
  id: Id
  personId: Id
  name: string
  credentialId: string
  publicKey: Buffer
  counter: number
  transports: string[]
  synced: boolean
  createdAt: Date
  lastUsedAt: Date | null
}

type PasskeyRow = {
  client_id: string
  id: string
  person_id: string
  name: string
  credential_id: string
  public_key: Buffer
  counter: string | number
  transports: string[]
  synced: boolean
  created_at: Date
  last_used_at: Date | null
}

const tables = (tx: Tx): Kysely<{ identity_passkey: PasskeyRow }> => tx.withTables<{ identity_passkey: PasskeyRow }>()
const all = (tx: Tx) => tables(tx).selectFrom('identity_passkey').selectAll().where('client_id', '=', PROVIDER_ID)
const mine = (tx: Tx, o: { id: Id; personId: Id }) => ({
  update: tables(tx)
    .updateTable('identity_passkey')
    .where('client_id', '=', PROVIDER_ID)
    .where('id', '=', o.id)
    .where('person_id', '=', o.personId),
  remove: tables(tx)
    .deleteFrom('identity_passkey')
    .where('client_id', '=', PROVIDER_ID)
    .where('id', '=', o.id)
    .where('person_id', '=', o.personId),
})

export async function passkeysOf(tx: Tx, personId: Id): Promise<Passkey[]> {
  return (await all(tx).where('person_id', '=', personId).orderBy('created_at').execute()).map(passkeyOf)
}

export async function passkeyByCredential(tx: Tx, credentialId: string): Promise<Passkey | null> {
  const row = await all(tx).where('credential_id', '=', credentialId).executeTakeFirst()
  return row ? passkeyOf(row) : null
}

export async function anyPasskey(tx: Tx): Promise<boolean> {
  return (await all(tx).limit(1).executeTakeFirst()) !== undefined
}

/** False where the credential is somebody's already. */
export async function addPasskey(tx: Tx, key: Passkey): Promise<boolean> {
  const done = await tables(tx)
    .insertInto('identity_passkey')
    .values({
      client_id: PROVIDER_ID,
      id: key.id,
      person_id: key.personId,
      name: key.name,
      credential_id: key.credentialId,
      public_key: key.publicKey,
      counter: key.counter,
      transports: key.transports,
      synced: key.synced,
      created_at: key.createdAt,
      last_used_at: null,
    })
    .onConflict((conflict) => conflict.columns(['client_id', 'credential_id']).doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

/** False where the counter moved meanwhile: the same answer was brought twice at once. */
export async function notePasskeyUse(tx: Tx, key: Passkey, counter: number, now: Date): Promise<boolean> {
  const done = await mine(tx, key).update.set({ counter, last_used_at: now }).where('counter', '=', key.counter).executeTakeFirst()
  return done.numUpdatedRows === 1n
}

export async function renamePasskey(tx: Tx, key: { id: Id; personId: Id }, name: string): Promise<boolean> {
  return (await mine(tx, key).update.set({ name }).executeTakeFirst()).numUpdatedRows === 1n
}

/** The name that it had; null where the person has none with this id. */
export async function removePasskey(tx: Tx, key: { id: Id; personId: Id }): Promise<string | null> {
  return (await mine(tx, key).remove.returning('name').executeTakeFirst())?.name ?? null
}

export async function removePasskeysOf(tx: Tx, personId: Id): Promise<number> {
  const done = await tables(tx)
    .deleteFrom('identity_passkey')
    .where('client_id', '=', PROVIDER_ID)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return Number(done.numDeletedRows)
}

function passkeyOf(row: Selectable<PasskeyRow>): Passkey {
  return {
    id: row.id,
    personId: row.person_id,
    name: row.name,
    credentialId: row.credential_id,
    publicKey: row.public_key,
    counter: Number(row.counter),
    transports: row.transports,
    synced: row.synced,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }
}
