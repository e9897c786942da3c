/** The scope of a transaction: whose rows it can see. Set with SET LOCAL, enforced by row-level security. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from './database.ts'

/** Rows of the provider itself (staff's own records, settings) stand under this id in tenant tables. */
export const PROVIDER_ID: Id = '00000000-0000-0000-0000-000000000000'

/** `all` is resolved in the database when the transaction begins: a client made since is in it. */
export type Scope = { clientIds: readonly Id[] } | { all: true }

export const EVERY_CLIENT: Scope = { all: true }

export function oneClient(clientId: Id): Scope {
  return { clientIds: [clientId] }
}

export async function enterScope(tx: Tx, scope: Scope): Promise<void> {
  if ('all' in scope) {
    await sql`select set_config('mainstay.clients', (array(select mainstay_client_ids()) || ${PROVIDER_ID}::uuid)::text, true)`.execute(tx)
    return
  }
  await sql`select set_config('mainstay.clients', ${`{${scope.clientIds.join(',')}}`}::uuid[]::text, true)`.execute(tx)
}
