/** What an export leaves behind: sessions, what is good for one use, what belongs to one instance. And the row that a migration makes. */
import { type Kysely, sql } from 'kysely'

/** The condition of the rows that travel. The export reads it from the table's comment: `export where …`. */
const TRAVELS: Record<string, string> = {
  'identity_auth."session"': 'false',
  'identity_auth.verification': 'false',
  'identity_auth.challenge': 'false',
  identity_setup: 'used_at is not null',
  identity_invitation: 'false',
  trust_enrolment_token: 'used_at is not null',
  monitoring_lease: 'false',
}

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [table, condition] of Object.entries(TRAVELS))
    await sql`comment on table ${sql.raw(table)} is ${sql.lit(`export where ${condition}`)}`.execute(db)
  // The head of a log without entries: an import may write over it.
  await sql`comment on table audit_head is 'fresh where size = 0'`.execute(db)
}
