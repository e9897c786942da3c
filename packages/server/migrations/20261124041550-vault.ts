/** The vault's data keys, one a client, each wrapped by the master key that is not in the database. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table vault_data_key (client_id uuid primary key, wrapped bytea not null, created_at timestamptz not null)`.execute(db)
  await sql`select mainstay_tenant_table('vault_data_key')`.execute(db)
}
