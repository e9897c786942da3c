/** The tables of this slice. */
import type { AssetFields, AssetKind, LifecycleSettings } from '@mainstay/contract/lifecycle'
import type { Id } from '@mainstay/kernel'
import type { ColumnType, Kysely } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'

/** Read as an object, written as its text. */
type Json<T> = ColumnType<T, string, string>
/** bigint comes as text. */
type Minor = ColumnType<string | null, number | null, number | null>
/** A date comes as midnight of this machine: it is always read as text. */
type Day = string | null

export type AssetTable = {
  client_id: Id
  id: Id
  revision: number
  source: 'agent' | 'csv' | 'hand'
  device_id: Id | null
  name: string
  kind: AssetKind
  serial: string
  vendor: string
  model: string
  system: string
  purchased_on: Day
  price_minor: Minor
  warranty_until: Day
  life_months: number | null
  replacement_minor: Minor
  support_bought_to: Day
  bundle: string
  note: string
  pin: string | null
  created_at: Date
  retired_at: Date | null
}

export type LifecycleTables = {
  lifecycle_asset: AssetTable
  lifecycle_settings: {
    client_id: Id
    revision: number
    currency: string
    cap_minor: ColumnType<string, number, number>
    quarters: number
    lives: Json<LifecycleSettings['lives']>
    prices: Json<LifecycleSettings['prices']>
  }
  lifecycle_approved_plan: { client_id: Id; id: Id; at: Date; by_name: string; plan: string; sha256: string }
}

export const tables = (tx: Tx): Kysely<LifecycleTables> => tx.withTables<LifecycleTables>()

export function columnsOf(fields: AssetFields) {
  return {
    name: fields.name,
    kind: fields.kind,
    serial: fields.serial,
    vendor: fields.vendor,
    model: fields.model,
    system: fields.system,
    purchased_on: fields.purchasedOn,
    price_minor: fields.priceMinor,
    warranty_until: fields.warrantyUntil,
    life_months: fields.lifeMonths,
    replacement_minor: fields.replacementMinor,
    support_bought_to: fields.supportBoughtTo,
    bundle: fields.bundle,
    note: fields.note,
  }
}
