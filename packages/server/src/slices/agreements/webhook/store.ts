/** Reads and writes where accounting is told. One row, the provider's. */
import { PROVIDER_ID, type Tx } from '../../../platform/database/index.ts'
import { agreementTables } from '../tables.ts'

export type StoredWebhook = {
  url: string
  secret: Buffer
  setAt: Date
  setBy: string
  toldAt: Date | null
  toldNumber: string | null
  trouble: string | null
}

export async function loadWebhook(tx: Tx): Promise<StoredWebhook | null> {
  const row = await agreementTables(tx).selectFrom('agreements_webhook').selectAll().where('client_id', '=', PROVIDER_ID).executeTakeFirst()
  if (row === undefined) return null
  const { url, secret, set_at, set_by, told_at, told_number, trouble } = row
  return { url, secret, setAt: set_at, setBy: set_by, toldAt: told_at, toldNumber: told_number, trouble }
}

export async function saveWebhook(
  tx: Tx,
  { url, secret, setAt, setBy }: Pick<StoredWebhook, 'url' | 'secret' | 'setAt' | 'setBy'>,
): Promise<void> {
  const columns = { url, secret, set_by: setBy, told_at: null, told_number: null, trouble: null }
  await agreementTables(tx)
    .insertInto('agreements_webhook')
    .values({ client_id: PROVIDER_ID, set_at: setAt, ...columns })
    // Not its beginning: what waits to be told is told to the mended address too.
    .onConflict((on) => on.column('client_id').doUpdateSet(columns))
    .execute()
}

export async function removeWebhook(tx: Tx): Promise<void> {
  await agreementTables(tx).deleteFrom('agreements_webhook').where('client_id', '=', PROVIDER_ID).execute()
}

export async function saveTold(tx: Tx, o: { at: Date; number: string; trouble: string | null }): Promise<void> {
  await agreementTables(tx)
    .updateTable('agreements_webhook')
    .set({ told_at: o.at, told_number: o.number, trouble: o.trouble })
    .where('client_id', '=', PROVIDER_ID)
    .execute()
}
