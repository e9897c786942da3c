/** Writes and reads agreements with their prices. That none overlap is the database's to say. */
import type { Price, SetAgreement } from '@mainstay/contract/agreements'
import { addDays, AppError, type Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { agreementTables } from './tables.ts'

export type StoredAgreement = SetAgreement & { id: Id; clientId: Id; prices: Price[]; setAt: Date; setBy: string }

export async function loadAgreements(tx: Tx, clientId: Id): Promise<StoredAgreement[]> {
  const t = agreementTables(tx)
  const rows = await t
    .selectFrom('agreements_agreement')
    .selectAll()
    .select([sql<string>`starts_on::text`.as('starts_on'), sql<string | null>`ends_on::text`.as('ends_on')])
    .where('client_id', '=', clientId)
    .orderBy('agreements_agreement.starts_on')
    .execute()
  const prices = await t
    .selectFrom('agreements_price')
    .selectAll()
    .select([sql<string>`from_day::text`.as('from_day'), sql<string | null>`until_day::text`.as('until_day')])
    .where('client_id', '=', clientId)
    .orderBy('agreements_price.kind')
    .orderBy('agreements_price.from_day')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    clientId,
    plan: row.plan,
    currency: row.currency,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    minimumMinor: Number(row.minimum_minor),
    rounding: row.rounding,
    taxBasisPoints: row.tax_basis_points,
    timeStepMinutes: row.time_step_minutes,
    // Rows of before the chance was asked for have none.
    renewal: { ...row.renewal, likelyPercent: row.renewal.likelyPercent ?? null },
    recoveryPromise: row.recovery_promise,
    buyer: row.buyer,
    setAt: row.set_at,
    setBy: row.set_by,
    prices: prices
      .filter(({ agreement_id }) => agreement_id === row.id)
      .map((price) => ({
        id: price.id,
        kind: price.kind,
        unitMinor: Number(price.unit_minor),
        included: price.included,
        from: price.from_day,
        until: price.until_day,
      })),
  }))
}

type Stamp = { at: Date; by: string }

export async function saveAgreement(tx: Tx, clientId: Id, id: Id, terms: SetAgreement, { at, by }: Stamp): Promise<void> {
  const columns = {
    plan: terms.plan,
    currency: terms.currency,
    starts_on: terms.startsOn,
    ends_on: terms.endsOn,
    minimum_minor: terms.minimumMinor,
    rounding: terms.rounding,
    tax_basis_points: terms.taxBasisPoints,
    time_step_minutes: terms.timeStepMinutes,
    renewal: JSON.stringify(terms.renewal),
    recovery_promise: terms.recoveryPromise,
    buyer: terms.buyer === null ? null : JSON.stringify(terms.buyer),
    set_at: at,
    set_by: by,
  }
  await agreementTables(tx)
    .insertInto('agreements_agreement')
    .values({ client_id: clientId, id, ...columns })
    .onConflict((on) => on.columns(['client_id', 'id']).doUpdateSet(columns))
    .execute()
    .catch(overlap('agreements.overlap'))
}

/** A price of the kind that holds until further notice ends the day before. */
export async function addPrice(tx: Tx, clientId: Id, agreementId: Id, price: Omit<Price, 'until'>, { at, by }: Stamp): Promise<void> {
  const t = agreementTables(tx)
  const { id, kind, unitMinor, included, from } = price
  await t
    .updateTable('agreements_price')
    .set({ until_day: addDays(from, -1) })
    .where('client_id', '=', clientId)
    .where('agreement_id', '=', agreementId)
    .where('kind', '=', kind)
    .where('until_day', 'is', null)
    .where('from_day', '<', from)
    .execute()
  const row = { client_id: clientId, id, agreement_id: agreementId, kind, unit_minor: unitMinor, included, from_day: from, until_day: null }
  await t
    .insertInto('agreements_price')
    .values({ ...row, set_at: at, set_by: by })
    .execute()
    .catch(overlap('agreements.price-overlap'))
}

/** The price that ended for it holds on, to where this one held. Marks the agreement as changed: the row that said so is gone. */
export async function withdrawPrice(tx: Tx, clientId: Id, agreementId: Id, price: Price, { at, by }: Stamp): Promise<void> {
  const t = agreementTables(tx)
  await t.deleteFrom('agreements_price').where('client_id', '=', clientId).where('id', '=', price.id).execute()
  await t
    .updateTable('agreements_price')
    .set({ until_day: price.until, set_at: at, set_by: by })
    .where('client_id', '=', clientId)
    .where('agreement_id', '=', agreementId)
    .where('kind', '=', price.kind)
    .where('until_day', '=', addDays(price.from, -1))
    .execute()
  await t
    .updateTable('agreements_agreement')
    .set({ set_at: at, set_by: by })
    .where('client_id', '=', clientId)
    .where('id', '=', agreementId)
    .execute()
}

/** 23P01: an exclusion constraint. */
function overlap(code: 'agreements.overlap' | 'agreements.price-overlap') {
  return (error: unknown): never => {
    if ((error as { code?: string }).code === '23P01') throw new AppError(code, {}, { cause: error })
    throw error
  }
}

/** When terms or prices of a client were last set; null where there are none. */
export async function newestChange(tx: Tx, clientId: Id): Promise<Date | null> {
  const t = agreementTables(tx)
  const [terms, prices] = await Promise.all([
    t
      .selectFrom('agreements_agreement')
      .select(({ fn }) => fn.max('set_at').as('at'))
      .where('client_id', '=', clientId)
      .executeTakeFirst(),
    t
      .selectFrom('agreements_price')
      .select(({ fn }) => fn.max('set_at').as('at'))
      .where('client_id', '=', clientId)
      .executeTakeFirst(),
  ])
  return [terms?.at ?? null, prices?.at ?? null].reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null)
}
