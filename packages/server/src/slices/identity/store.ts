/** Writes and reads the rows of the provider that this slice owns: people, invitations, the first sign-in. */
import type { Id } from '@mainstay/kernel'
import { type Kysely, type Selectable, sql } from 'kysely'
import { PROVIDER_ID, type Tx } from '../../platform/database/index.ts'
import type { ClientScope, Person, Role } from './domain/person.ts'

type PersonRow = {
  client_id: string
  id: string
  email: string
  name: string
  role: Role
  /** null: every client. */
  clients: string[] | null
  created_at: Date
  disabled_at: Date | null
}

export type IdentityTables = {
  identity_person: PersonRow
  identity_setup: { client_id: string; secret_hash: Buffer; made_at: Date; used_at: Date | null }
  identity_invitation: { client_id: string; person_id: string; secret_hash: Buffer; made_at: Date; expires_at: Date }
}

const tables = (tx: Tx): Kysely<IdentityTables> => tx.withTables<IdentityTables>()
const people = (tx: Tx) => tables(tx).selectFrom('identity_person').selectAll().where('client_id', '=', PROVIDER_ID)

export async function loadPeople(tx: Tx): Promise<Person[]> {
  return (await people(tx).orderBy('name').orderBy('id').execute()).map(personOf)
}

export async function loadPerson(tx: Tx, id: Id): Promise<Person | null> {
  const row = await people(tx).where('id', '=', id).executeTakeFirst()
  return row ? personOf(row) : null
}

export async function personByEmail(tx: Tx, email: string): Promise<Person | null> {
  const row = await people(tx).where('email', '=', email).executeTakeFirst()
  return row ? personOf(row) : null
}

/** Holds every owner's row, and this person's, until the end: two changes cannot both leave no owner. */
export async function lockPersonAndOwners(tx: Tx, id: Id): Promise<{ person: Person | null; otherOwners: number }> {
  const rows = (
    await people(tx)
      .where((eb) => eb.or([eb('role', '=', 'owner'), eb('id', '=', id)]))
      .orderBy('id')
      .forUpdate()
      .execute()
  ).map(personOf)
  const otherOwners = rows.filter((p) => p.id !== id && p.role === 'owner' && p.disabledAt === null).length
  return { person: rows.find((p) => p.id === id) ?? null, otherOwners }
}

export async function hasOwner(tx: Tx): Promise<boolean> {
  return (await people(tx).where('role', '=', 'owner').limit(1).executeTakeFirst()) !== undefined
}

/** False where the address is taken. */
export async function addPerson(tx: Tx, person: Person): Promise<boolean> {
  const done = await tables(tx)
    .insertInto('identity_person')
    .values(rowOf(person))
    .onConflict((conflict) => conflict.columns(['client_id', 'email']).doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

export async function savePerson(tx: Tx, person: Person): Promise<void> {
  const { client_id, id, ...rest } = rowOf(person)
  await tables(tx).updateTable('identity_person').set(rest).where('client_id', '=', client_id).where('id', '=', id).execute()
}

/** Those of `ids` that are no client. */
export async function unknownClients(tx: Tx, ids: readonly Id[]): Promise<Id[]> {
  const { rows } = await sql<{ id: string }>`
    select id::text from unnest(${ids}::uuid[]) as id where id not in (select mainstay_client_ids())`.execute(tx)
  return rows.map((row) => row.id)
}

/** The newest link is the only one. */
export async function saveInvitation(tx: Tx, o: { personId: Id; secretHash: Buffer; madeAt: Date; expiresAt: Date }): Promise<void> {
  const values = { secret_hash: o.secretHash, made_at: o.madeAt, expires_at: o.expiresAt }
  await tables(tx)
    .insertInto('identity_invitation')
    .values({ client_id: PROVIDER_ID, person_id: o.personId, ...values })
    .onConflict((conflict) => conflict.columns(['client_id', 'person_id']).doUpdateSet(values))
    .execute()
}

/** Takes the invitation away and tells whose it was; of two that come at once, one gets nothing. */
export async function consumeInvitation(tx: Tx, secretHash: Buffer, now: Date): Promise<Id | null> {
  const row = await tables(tx)
    .deleteFrom('identity_invitation')
    .where('client_id', '=', PROVIDER_ID)
    .where('secret_hash', '=', secretHash)
    .returning(['person_id', 'expires_at'])
    .executeTakeFirst()
  return row !== undefined && now.getTime() < row.expires_at.getTime() ? row.person_id : null
}

export async function removeInvitation(tx: Tx, personId: Id): Promise<void> {
  await tables(tx).deleteFrom('identity_invitation').where('client_id', '=', PROVIDER_ID).where('person_id', '=', personId).execute()
}

/** Opens the first sign-in with a new link, unless it was used. */
export async function openSetup(tx: Tx, secretHash: Buffer, now: Date): Promise<boolean> {
  const done = await tables(tx)
    .insertInto('identity_setup')
    .values({ client_id: PROVIDER_ID, secret_hash: secretHash, made_at: now, used_at: null })
    .onConflict((conflict) =>
      conflict.column('client_id').doUpdateSet({ secret_hash: secretHash, made_at: now }).where('identity_setup.used_at', 'is', null),
    )
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

/** `lock` holds the row until the transaction ends, so that the link is used once. */
export async function loadSetup(tx: Tx, o: { lock: boolean }): Promise<{ secretHash: Buffer; open: boolean } | null> {
  const query = tables(tx).selectFrom('identity_setup').selectAll().where('client_id', '=', PROVIDER_ID)
  const row = await (o.lock ? query.forUpdate() : query).executeTakeFirst()
  return row ? { secretHash: row.secret_hash, open: row.used_at === null } : null
}

export async function closeSetup(tx: Tx, now: Date): Promise<void> {
  await tables(tx).updateTable('identity_setup').set({ used_at: now }).where('client_id', '=', PROVIDER_ID).execute()
}

export function scopeColumn(clients: ClientScope): string[] | null {
  return clients === 'all' ? null : [...clients]
}

export function personOf(row: Selectable<PersonRow>): Person {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    clients: row.clients ?? 'all',
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
  }
}

function rowOf(person: Person): PersonRow {
  return {
    client_id: PROVIDER_ID,
    id: person.id,
    email: person.email,
    name: person.name,
    role: person.role,
    clients: scopeColumn(person.clients),
    created_at: person.createdAt,
    disabled_at: person.disabledAt,
  }
}
