/** The audit log in order: leaves numbered without gaps, the tree over them, and signed tree heads. */
import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Written with each entry by the application, taken by the sequencing job, which sees hashes and ids and no entry.
  await sql`create table audit_pending (client_id uuid not null, entry_id uuid not null, leaf bytea not null, primary key (client_id, entry_id))`.execute(
    db,
  )
  await sql`create table audit_leaf (
    index bigint primary key, client_id uuid not null, entry_id uuid not null, leaf bytea not null, unique (client_id, entry_id))`.execute(
    db,
  )
  await sql`create table audit_node (level smallint not null, index bigint not null, hash bytea not null, primary key (level, index))`.execute(
    db,
  )
  await sql`create table audit_head (one boolean primary key default true check (one), size bigint not null, peaks bytea[] not null)`.execute(
    db,
  )
  await sql`insert into audit_head (size, peaks) values (0, '{}')`.execute(db)
  await sql`create table audit_checkpoint (size bigint primary key, root bytea not null, at timestamptz not null, signature text not null)`.execute(
    db,
  )
  await sql`grant insert on audit_pending to mainstay_app`.execute(db)
  await sql`grant select, delete on audit_pending to mainstay_jobs`.execute(db)
  // What was put in order stays: the job can add, and neither change nor remove.
  await sql`grant select, insert on audit_leaf, audit_node, audit_checkpoint to mainstay_jobs`.execute(db)
  await sql`grant select, update on audit_head to mainstay_jobs`.execute(db)
  await takeInEarlierEntries(db)
}

type Row = { client_id: string; id: string; at: Date; fields: [string, string, string, string, string]; data: unknown }

/** Until now a leaf was made of JSON in the order it was written, which jsonb does not keep. Nothing was signed yet, so they are made anew. */
async function takeInEarlierEntries(db: Kysely<unknown>): Promise<void> {
  await sql`alter table audit_entry no force row level security`.execute(db)
  const { rows } = await sql<Row>`
    select client_id, id, at, array[actor_kind, actor_id, actor_name, action, subject] as fields, data from audit_entry`.execute(db)
  for (const { client_id, id, at, fields, data } of rows) {
    const leaf = leafHash([client_id, id, at.toISOString(), ...fields, sortedJson(data)])
    await sql`update audit_entry set leaf = ${leaf} where client_id = ${client_id} and id = ${id}`.execute(db)
    await sql`insert into audit_pending (client_id, entry_id, leaf) values (${client_id}, ${id}, ${leaf})`.execute(db)
  }
  await sql`alter table audit_entry force row level security`.execute(db)
}

function leafHash(fields: readonly string[]): Buffer {
  const hash = createHash('sha256').update(Buffer.of(0))
  for (const field of fields) {
    const bytes = Buffer.from(field)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hash.update(length).update(bytes)
  }
  return hash.digest()
}

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${sortedJson(member)}`).join(',')}}`
}
