/** The provider's own terms of billing, and a client's figures for outages. */
import type { Billing, OutageFigures } from '@mainstay/contract/agreements'
import type { Id } from '@mainstay/kernel'
import { PROVIDER_ID, type Tx } from '../../platform/database/index.ts'
import { agreementTables } from './tables.ts'

export async function loadBilling(tx: Tx): Promise<Billing | null> {
  const row = await agreementTables(tx)
    .selectFrom('agreements_billing')
    .select('billing')
    .where('client_id', '=', PROVIDER_ID)
    .executeTakeFirst()
  return row === undefined ? null : { ...row.billing, weekHours: row.billing.weekHours ?? null }
}

export async function saveBilling(tx: Tx, billing: Billing, { at, by }: { at: Date; by: string }): Promise<void> {
  const columns = { billing: JSON.stringify(billing), set_at: at, set_by: by }
  await agreementTables(tx)
    .insertInto('agreements_billing')
    .values({ client_id: PROVIDER_ID, ...columns })
    .onConflict((on) => on.column('client_id').doUpdateSet(columns))
    .execute()
}

export type StoredFigures = { figures: OutageFigures; setAt: Date; setBy: string }

export async function loadFigures(tx: Tx, clientId: Id): Promise<StoredFigures | null> {
  const row = await agreementTables(tx)
    .selectFrom('agreements_outage_figures')
    .selectAll()
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  return row === undefined ? null : { figures: row.figures, setAt: row.set_at, setBy: row.set_by }
}

export async function saveFigures(tx: Tx, clientId: Id, { figures, setAt, setBy }: StoredFigures): Promise<void> {
  const columns = { figures: JSON.stringify(figures), set_at: setAt, set_by: setBy }
  await agreementTables(tx)
    .insertInto('agreements_outage_figures')
    .values({ client_id: clientId, ...columns })
    .onConflict((on) => on.column('client_id').doUpdateSet(columns))
    .execute()
}
