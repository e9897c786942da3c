/** Writes and reads assets, what plans are made with, and approved plans. */
import type { AssetFields, LifecycleSettings } from '@mainstay/contract/lifecycle'
import type { Id } from '@mainstay/kernel'
import { type Insertable, type Selectable, sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { System } from './domain/assets/support.ts'
import { type AssetTable, type LifecycleTables, tables } from './tables.ts'

export type StoredAsset = Omit<Selectable<AssetTable>, 'price_minor' | 'replacement_minor'> & {
  price_minor: number | null
  replacement_minor: number | null
}

export async function loadAssets(tx: Tx, clientId: Id, o: { lock?: boolean } = {}): Promise<StoredAsset[]> {
  const query = selected(tx).where('client_id', '=', clientId).orderBy('name').orderBy('id')
  return (await (o.lock ? query.forUpdate() : query).execute()).map(numbered)
}

export async function loadAsset(tx: Tx, id: Id): Promise<StoredAsset | null> {
  const row = await selected(tx).where('id', '=', id).forUpdate().executeTakeFirst()
  return row === undefined ? null : numbered(row)
}

function selected(tx: Tx) {
  return tables(tx)
    .selectFrom('lifecycle_asset')
    .selectAll()
    .select([
      sql<string | null>`purchased_on::text`.as('purchased_on'),
      sql<string | null>`warranty_until::text`.as('warranty_until'),
      sql<string | null>`support_bought_to::text`.as('support_bought_to'),
    ])
}

function numbered(row: Selectable<AssetTable>): StoredAsset {
  const number = (text: string | null): number | null => (text === null ? null : Number(text))
  return { ...row, price_minor: number(row.price_minor), replacement_minor: number(row.replacement_minor) }
}

export async function insertAssets(tx: Tx, rows: readonly Insertable<AssetTable>[]): Promise<void> {
  for (let at = 0; at < rows.length; at += 1000)
    await tables(tx)
      .insertInto('lifecycle_asset')
      .values(rows.slice(at, at + 1000))
      .onConflict((on) => on.doNothing())
      .execute()
}

type Key = { client_id: Id; id: Id }

export async function updateAsset(tx: Tx, { client_id, id }: Key, columns: Partial<Insertable<AssetTable>>): Promise<void> {
  await tables(tx)
    .updateTable('lifecycle_asset')
    .set({ ...columns, revision: sql`revision + 1` })
    .where('client_id', '=', client_id)
    .where('id', '=', id)
    .execute()
}

/** Null where nobody has set any. */
export async function loadSettings(tx: Tx, clientId: Id): Promise<LifecycleSettings | null> {
  const row = await tables(tx).selectFrom('lifecycle_settings').selectAll().where('client_id', '=', clientId).executeTakeFirst()
  if (row === undefined) return null
  const { revision, currency, cap_minor, quarters, lives, prices } = row
  return { revision, currency, capMinor: Number(cap_minor), quarters, lives, prices }
}

/** False where somebody else has changed them since `revision`. */
export async function saveSettings(tx: Tx, clientId: Id, settings: LifecycleSettings): Promise<boolean> {
  const { revision, currency, capMinor, quarters, lives, prices } = settings
  const columns = { currency, cap_minor: capMinor, quarters, lives: JSON.stringify(lives), prices: JSON.stringify(prices) }
  const done = await tables(tx)
    .insertInto('lifecycle_settings')
    .values({ client_id: clientId, revision: revision + 1, ...columns })
    .onConflict((on) =>
      on
        .column('client_id')
        .doUpdateSet({ ...columns, revision: revision + 1 })
        .where('lifecycle_settings.revision', '=', revision),
    )
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

export type ApprovedRow = Selectable<LifecycleTables['lifecycle_approved_plan']>

export async function insertApproved(tx: Tx, row: ApprovedRow): Promise<void> {
  await tables(tx).insertInto('lifecycle_approved_plan').values(row).execute()
}

export async function newestApproved(tx: Tx, clientId: Id, before?: Date): Promise<ApprovedRow | null> {
  let query = tables(tx).selectFrom('lifecycle_approved_plan').selectAll().where('client_id', '=', clientId)
  if (before !== undefined) query = query.where('at', '<', before)
  return (await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst()) ?? null
}

export type KnownDevice = {
  id: Id
  hostname: string
  system: System | null
  vendor: string | null
  model: string | null
  serial: string | null
  virtual: string | null
}

/** Of the slice `devices`: what its agents say of the machines. */
export async function loadDevices(tx: Tx, clientId: Id): Promise<KnownDevice[]> {
  const { rows } = await sql<KnownDevice>`
    select d.id, d.hostname, i.inventory -> 'os' as system, i.inventory -> 'hardware' ->> 'vendor' as vendor,
      i.inventory -> 'hardware' ->> 'model' as model, i.inventory -> 'hardware' ->> 'serial' as serial,
      i.inventory -> 'hardware' ->> 'virtual' as virtual
    from devices_device d left join devices_inventory i on i.client_id = d.client_id and i.device_id = d.id
    where d.client_id = ${clientId} and d.revoked_at is null order by d.hostname`.execute(tx)
  return rows
}

export function fieldsOf(row: StoredAsset): AssetFields {
  return {
    name: row.name,
    kind: row.kind,
    serial: row.serial,
    vendor: row.vendor,
    model: row.model,
    system: row.system,
    purchasedOn: row.purchased_on,
    priceMinor: row.price_minor,
    warrantyUntil: row.warranty_until,
    lifeMonths: row.life_months,
    replacementMinor: row.replacement_minor,
    supportBoughtTo: row.support_bought_to,
    bundle: row.bundle,
    note: row.note,
  }
}
