/** The tables of this slice. Dates come as text, `2026-11-24`. */
import type { Billing, CoveredKind, OutageFigures, Party, PriceKind, Rounding, SetAgreement } from '@mainstay/contract/agreements'
import type { Id } from '@mainstay/kernel'
import type { ColumnType, Kysely } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'

type Json<T> = ColumnType<T, string, string>
/** bigint comes as text. */
type Minor = ColumnType<string, number, number>

export type AgreementTables = {
  agreements_agreement: {
    client_id: Id
    id: Id
    plan: string
    currency: string
    starts_on: string
    ends_on: string | null
    minimum_minor: Minor
    rounding: Rounding
    tax_basis_points: number
    time_step_minutes: number
    renewal: Json<SetAgreement['renewal']>
    recovery_promise: string
    buyer: ColumnType<Party | null, string | null, string | null>
    set_at: Date
    set_by: string
  }
  agreements_price: {
    client_id: Id
    id: Id
    agreement_id: Id
    kind: PriceKind
    unit_minor: Minor
    included: number
    from_day: string
    until_day: string | null
    set_at: Date
    set_by: string
  }
  agreements_coverage: {
    client_id: Id
    day: string
    kind: CoveredKind
    item: string
    name: string
    quantity: ColumnType<string, number, never>
  }
  agreements_counted_day: { client_id: Id; day: string; counted_at: Date }
  agreements_invoice: {
    client_id: Id
    id: Id
    month: string
    status: 'draft' | 'approved'
    document: string
    made_at: Date
    number: string | null
    sha256: string | null
    approved_at: Date | null
    approved_by: string | null
  }
  agreements_billing: { client_id: Id; billing: Json<Billing>; set_at: Date; set_by: string }
  agreements_number: { client_id: Id; year: number; last: number }
  agreements_webhook: {
    client_id: Id
    url: string
    secret: Buffer
    set_at: Date
    set_by: string
    told_at: Date | null
    told_number: string | null
    trouble: string | null
  }
  agreements_outage_figures: { client_id: Id; figures: Json<OutageFigures>; set_at: Date; set_by: string }
}

export const agreementTables = (tx: Tx): Kysely<AgreementTables> => tx.withTables<AgreementTables>()
