/** The provider's outlook on the wire: income by month with renewals, what an hour brings, who outgrows their agreement, hours to come against people's. */
import { z } from 'zod'
import { IdSchema, InstantSchema } from '../common/index.ts'
import { BilledMonthSchema, CoveredKindSchema, CurrencySchema, DaySchema } from './agreement.ts'

/** Minor units. `certain`: of terms that run. `possible`: if each goes on. `likely`: by the stated chances; null where one is not stated. */
export const MonthIncomeSchema = z.object({
  month: BilledMonthSchema,
  certainMinor: z.int(),
  likelyMinor: z.int().nullable(),
  possibleMinor: z.int(),
})
export type MonthIncome = z.infer<typeof MonthIncomeSchema>

export const AgreementOutlookSchema = z.object({
  clientId: IdSchema,
  clientName: z.string(),
  agreementId: IdSchema,
  plan: z.string(),
  currency: CurrencySchema,
  /** The end that holds today; null: until further notice. */
  endsOn: DaySchema.nullable(),
  noticeBy: DaySchema.nullable(),
  goesOn: z.boolean(),
  likelyPercent: z.int().nullable(),
  months: z.array(MonthIncomeSchema),
  /** What was billed in the last months by what was worked; null without approved invoices or without time. */
  hour: z.object({ minor: z.int(), netMinor: z.int(), minutes: z.int(), months: z.int() }).nullable(),
  /** Why the agreement no longer fits, each with its figures. */
  outgrown: z.array(z.string()),
})
export type AgreementOutlook = z.infer<typeof AgreementOutlookSchema>

export const WorkloadSchema = z.object({
  /** Mondays of the weeks to come. */
  weeks: z.array(z.object({ from: DaySchema, minutes: z.int() })),
  byClient: z.array(z.object({ clientId: IdSchema, clientName: z.string(), minutesPerWeek: z.int() })),
  /** Of all people together in a week, as stated; null: nobody has said it. */
  availableMinutes: z.int().nullable(),
  /** How far the same way of counting was off in the weeks that are over. */
  backTest: z.object({ weeks: z.int(), meanMinutes: z.int(), meanErrorMinutes: z.int() }),
  records: z.int(),
})
export type Workload = z.infer<typeof WorkloadSchema>

export const OutlookSchema = z.object({
  asOf: InstantSchema,
  /** Sums of the agreements, one for each currency. */
  income: z.array(z.object({ currency: CurrencySchema, months: z.array(MonthIncomeSchema) })),
  agreements: z.array(AgreementOutlookSchema),
  /** Null with fewer weeks of records than say anything. */
  workload: WorkloadSchema.nullable(),
})
export type Outlook = z.infer<typeof OutlookSchema>

/** What the records of a term say before it goes on. */
export const RenewalReviewSchema = z.object({
  agreementId: IdSchema,
  clientName: z.string(),
  plan: z.string(),
  currency: CurrencySchema,
  from: DaySchema,
  to: DaySchema,
  endsOn: DaySchema.nullable(),
  noticeBy: DaySchema.nullable(),
  months: z.array(z.object({ month: BilledMonthSchema, netMinor: z.int().nullable(), minutes: z.int() })),
  counts: z.array(z.object({ kind: CoveredKindSchema, first: z.int(), firstOn: DaySchema, now: z.int(), nowOn: DaySchema })),
  hour: AgreementOutlookSchema.shape.hour,
  outgrown: z.array(z.string()),
  sections: z.array(
    z.object({ title: z.string(), sentence: z.string(), facts: z.array(z.object({ label: z.string(), value: z.string() })) }),
  ),
})
export type RenewalReview = z.infer<typeof RenewalReviewSchema>
