/** Agreements on the wire: what is covered, at which price since when, and the drafts of invoices made of what was really covered. */
import { z } from 'zod'
import { IdSchema, InstantSchema } from '../common/index.ts'

export const CurrencySchema = z.string().regex(/^[A-Z]{3}$/, 'a currency as EUR')
/** A calendar day in the client's zone. */
export const DaySchema = z.iso.date().regex(/^2[01]/, 'a day between 2000 and 2199')
/** Minor units (cents). */
const MinorSchema = z.int().nonnegative().max(1e12)
const LineSchema = z.string().trim().min(1).max(200)

/** `hour`: time written on tickets. `flat`: the month itself. The others are counted day by day. */
export const COVERED_KINDS = ['user', 'device', 'server', 'mailbox', 'gigabyte'] as const
export const PRICE_KINDS = ['flat', ...COVERED_KINDS, 'hour'] as const
export const CoveredKindSchema = z.enum(COVERED_KINDS)
export type CoveredKind = z.infer<typeof CoveredKindSchema>
export const PriceKindSchema = z.enum(PRICE_KINDS)
export type PriceKind = z.infer<typeof PriceKindSchema>

/** Half of a minor unit goes up, to the even one, or is dropped with all that is less than one. */
export const RoundingSchema = z.enum(['half-up', 'half-even', 'down'])
export type Rounding = z.infer<typeof RoundingSchema>

export const PriceSchema = z.object({
  id: IdSchema,
  kind: PriceKindSchema,
  /** For one and a month, or for an hour. */
  unitMinor: MinorSchema,
  /** How many of the kind, or hours a month, the flat price holds already. */
  included: z.int().min(0).max(1_000_000),
  from: DaySchema,
  /** The last day; null: until further notice. */
  until: DaySchema.nullable(),
})
export type Price = z.infer<typeof PriceSchema>

/** A party of an invoice (EN 16931, BG-4 and BG-7). */
export const PartySchema = z.strictObject({
  name: LineSchema,
  street: LineSchema,
  city: LineSchema,
  postCode: z.string().trim().min(1).max(20),
  /** ISO 3166-1, two letters. */
  country: z.string().regex(/^[A-Z]{2}$/, 'a country as DE'),
  /** With its country in front; null without one. */
  vatId: z
    .string()
    .regex(/^[A-Z]{2}[A-Z0-9]{2,13}$/, 'a VAT identifier as DE123456789')
    .nullable()
    .default(null),
})
export type Party = z.infer<typeof PartySchema>

const terms = {
  plan: LineSchema,
  currency: CurrencySchema,
  startsOn: DaySchema,
  /** The last day; null: until further notice. */
  endsOn: DaySchema.nullable(),
  /** Of one month, in minor units. */
  minimumMinor: MinorSchema,
  rounding: RoundingSchema,
  /** Of VAT, in hundredths of a percent: 1900 is 19 %. */
  taxBasisPoints: z.int().min(0).max(10_000),
  /** Begun minutes are billed as whole steps of so many. */
  timeStepMinutes: z.int().min(1).max(60),
  renewal: z.strictObject({
    /** Months by which it goes on by itself at its end; 0: it ends. */
    months: z.int().min(0).max(120),
    noticeDays: z.int().min(0).max(730),
    /** That it goes on at an end, in percent, as a person says; null: nobody has. */
    likelyPercent: z.int().min(0).max(100).nullable().default(null),
  }),
  /** What is promised for recovery, in words as the contract has them. The service levels are those of the desk. */
  recoveryPromise: z.string().trim().max(2000),
  buyer: PartySchema.nullable(),
}

export const SetAgreementSchema = z
  .strictObject(terms)
  .refine(({ startsOn, endsOn }) => endsOn === null || startsOn <= endsOn, 'it ends before it starts')
export type SetAgreement = z.infer<typeof SetAgreementSchema>

export const AgreementSchema = z.object({
  ...terms,
  id: IdSchema,
  clientId: IdSchema,
  prices: z.array(PriceSchema),
  setAt: InstantSchema,
  setBy: z.string(),
  /** The day by which notice must be given for its end, or null without an end. */
  noticeBy: DaySchema.nullable(),
})
export type Agreement = z.infer<typeof AgreementSchema>
export const AgreementListSchema = z.object({ agreements: z.array(AgreementSchema) })
export type AgreementList = z.infer<typeof AgreementListSchema>

/** A price of the same kind that holds on this day ends the day before. */
export const NewPriceSchema = z.strictObject({
  kind: PriceKindSchema,
  unitMinor: MinorSchema,
  included: z.int().min(0).max(1_000_000).default(0),
  from: DaySchema,
})
export type NewPrice = z.infer<typeof NewPriceSchema>

/** Of the provider: who sends the invoices, and what an hour costs a client without an agreement. */
export const BillingSchema = z.strictObject({
  seller: PartySchema.nullable(),
  iban: z
    .string()
    .regex(/^[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}$/, 'an IBAN without spaces')
    .nullable(),
  paymentDays: z.int().min(0).max(180),
  /** Hours of work in a week that all people have together; null: nobody has said it. */
  weekHours: z.int().min(0).max(100_000).nullable().default(null),
  breakFix: z
    .strictObject({
      currency: CurrencySchema,
      hourMinor: MinorSchema,
      timeStepMinutes: z.int().min(1).max(60),
      taxBasisPoints: z.int().min(0).max(10_000),
      rounding: RoundingSchema,
    })
    .nullable(),
})
export type Billing = z.infer<typeof BillingSchema>

export const InvoiceLineSchema = z.object({
  kind: z.enum([...PRICE_KINDS, 'minimum']),
  text: z.string(),
  /** As an exact decimal, `12.452`: months of one, or hours. */
  quantity: z.string(),
  unitMinor: z.int(),
  amountMinor: z.int(),
  /** How the amount comes about, with every figure. */
  arithmetic: z.string(),
  /** What was counted, by name, with its days or minutes. */
  items: z.array(z.object({ name: z.string(), days: z.int().nullable(), minutes: z.int().nullable() })),
})
export type InvoiceLine = z.infer<typeof InvoiceLineSchema>

export const InvoiceDifferenceSchema = z.object({ kind: z.string(), beforeMinor: z.int(), nowMinor: z.int(), why: z.string() })
export type InvoiceDifference = z.infer<typeof InvoiceDifferenceSchema>

export const InvoiceDocumentSchema = z.object({
  month: z.string(),
  zone: z.string(),
  clientName: z.string(),
  /** Null: break/fix, by time alone. */
  agreementId: IdSchema.nullable(),
  plan: z.string(),
  currency: CurrencySchema,
  rounding: RoundingSchema,
  lines: z.array(InvoiceLineSchema),
  netMinor: z.int(),
  taxBasisPoints: z.int(),
  taxMinor: z.int(),
  totalMinor: z.int(),
  /** Against the invoice of the month before; empty where there is none. */
  differences: z.array(InvoiceDifferenceSchema),
  /** What a person should know before approving, as days without records. */
  remarks: z.array(z.string()),
  seller: PartySchema.nullable(),
  buyer: PartySchema.nullable(),
  iban: z.string().nullable(),
  /** Of the approval, in the client's zone; null in a draft. */
  issuedOn: DaySchema.nullable().default(null),
  dueOn: DaySchema.nullable().default(null),
})
export type InvoiceDocument = z.infer<typeof InvoiceDocumentSchema>

export const InvoiceSchema = z.object({
  id: IdSchema,
  clientId: IdSchema,
  status: z.enum(['draft', 'approved']),
  /** Of an approved one. */
  number: z.string().nullable(),
  approved: z.object({ by: z.string(), at: InstantSchema }).nullable(),
  /** Of the frozen text. */
  sha256: z.string().nullable(),
  madeAt: InstantSchema,
  document: InvoiceDocumentSchema,
})
export type Invoice = z.infer<typeof InvoiceSchema>
/** Of a list: a document may name a thousand things. */
export const InvoiceRowSchema = InvoiceSchema.omit({ document: true, sha256: true }).extend({
  month: z.string(),
  plan: z.string(),
  currency: CurrencySchema,
  netMinor: z.int(),
  totalMinor: z.int(),
  differences: z.int(),
})
export type InvoiceRow = z.infer<typeof InvoiceRowSchema>
export const InvoiceListSchema = z.object({ invoices: z.array(InvoiceRowSchema) })
export type InvoiceList = z.infer<typeof InvoiceListSchema>
export const BilledMonthSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month like 2026-10')
export const DraftInvoiceSchema = z.strictObject({ month: BilledMonthSchema })
/** `madeAt` of the draft that the person read. */
export const ApproveInvoiceSchema = z.strictObject({ madeAt: InstantSchema })

/** The client's own figures for what an outage costs; `OutageDocument` without outages. */
export const OutageFiguresSchema = z.strictObject({
  currency: CurrencySchema,
  people: z
    .array(
      z.strictObject({
        role: LineSchema,
        count: z.number().min(0).max(1e6).multipleOf(0.01),
        hourMinor: MinorSchema,
        /** The share of their work that stops, in percent: at least, likely, at most. */
        lost: z.strictObject({ low: z.number().min(0).max(100), likely: z.number().min(0).max(100), high: z.number().min(0).max(100) }),
      }),
    )
    .max(50),
  revenue: z
    .strictObject({
      perBusinessHourMinor: MinorSchema,
      dependence: z.number().min(0).max(100),
      recoveredLater: z.number().min(0).max(100),
    })
    .nullable(),
})
export type OutageFigures = z.infer<typeof OutageFiguresSchema>
