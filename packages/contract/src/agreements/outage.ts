/** What an outage costs, as a document: `mainstay outage cost` and the portal's calculator speak this (design: semantics, 7). */
import { z } from 'zod'
import { CalendarSchema } from '../servicedesk/sla.ts'

const NameSchema = z.string().min(1).max(200)

/** Decimals are bounded, so that a product of people and shares is exact in millionths. */
const figure = (most: number, step: number) => z.number().nonnegative().max(most).multipleOf(step)

/** One figure, or three where it is not known better; in the order of the figure itself, whatever it does to the cost. */
const estimate = (most: number, step: number) =>
  z.union([
    figure(most, step),
    z
      .strictObject({ low: figure(most, step), likely: figure(most, step), high: figure(most, step) })
      .refine(({ low, likely, high }) => low <= likely && likely <= high, 'low, likely and high are not in order'),
  ])

/** Minor units (cents) of the document's currency. */
const MinorSchema = z.int().nonnegative().max(1e12)
const ShareSchema = estimate(1, 0.0001)
const HoursSchema = estimate(100_000, 0.01)
const bySystem = z.record(NameSchema, ShareSchema)

const at = z.iso.datetime({ offset: true })

const LabourSchema = z.strictObject({ what: NameSchema, hours: HoursSchema, hourlyRate: MinorSchema })

export const OutageDocumentSchema = z.strictObject({
  /** ISO 4217. There is one for the whole document. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'not an ISO 4217 currency, as EUR'),
  /** The client's business hours. */
  calendar: CalendarSchema,
  people: z
    .array(
      z.strictObject({
        role: NameSchema,
        count: figure(1e6, 0.01),
        /** Loaded: what an hour of this person costs the firm, minor units. */
        hourlyRate: MinorSchema,
        /** The share of their work that stops with each system; one that is not named stops nothing. */
        workLost: bySystem,
      }),
    )
    .max(200),
  /** Null: not known. It is then said to be missing from the total. */
  revenue: z
    .strictObject({
      perBusinessHour: MinorSchema,
      /** The share that stops with each system. */
      dependence: bySystem,
      /** The share of the lost sales that come back later. */
      recoveredLater: ShareSchema.default(0),
    })
    .nullable(),
  outages: z
    .array(
      z.strictObject({
        system: NameSchema,
        from: at,
        /** Null: it goes on; the cost is that until `now`. */
        to: at.nullable(),
        /** How many people of a role it hits, where not all. */
        affected: z.record(NameSchema, figure(1e6, 0.01)).default({}),
      }),
    )
    .max(2000)
    .default([]),
  now: at.optional(),
  recoveryLabour: z.array(LabourSchema).max(200).default([]),
  catchUp: z.array(LabourSchema).max(200).default([]),
  fixed: z
    .array(z.strictObject({ what: NameSchema, amount: estimate(1e12, 1) }))
    .max(200)
    .default([]),
  /** A year under each way of service, with the rates of outages that are stated for it. */
  years: z
    .array(
      z.strictObject({
        name: NameSchema,
        feePerMonth: MinorSchema.default(0),
        incidents: z
          .array(
            z.strictObject({
              system: NameSchema,
              perYear: estimate(10_000, 0.01),
              /** Business hours that one lasts. */
              hours: HoursSchema,
              labourHours: HoursSchema.default(0),
              hourlyRate: MinorSchema.default(0),
            }),
          )
          .max(200),
      }),
    )
    .max(10)
    .default([]),
})
export type OutageDocument = z.infer<typeof OutageDocumentSchema>
export type Estimate = z.infer<typeof ShareSchema>

/** Minor units. Each line is rounded half up to a whole one, and a total is the sum of its lines. */
export const CostRangeSchema = z.object({ low: z.int(), likely: z.int(), high: z.int() })
export type CostRange = z.infer<typeof CostRangeSchema>

export const OutageLineSchema = z.object({
  kind: z.enum(['work', 'revenue', 'recovery-labour', 'catch-up', 'fixed', 'fee', 'incidents']),
  what: z.string(),
  cost: CostRangeSchema,
  /** How the likely cost comes about, with the figures as given. */
  arithmetic: z.string(),
})
export type OutageLine = z.infer<typeof OutageLineSchema>

export const OutageCostSchema = z.object({
  currency: z.string(),
  /** Business time in which at least one system was away. */
  businessSeconds: z.int(),
  total: CostRangeSchema,
  lines: z.array(OutageLineSchema),
  /** What was not given and so is in no total, in words. */
  missing: z.array(z.string()),
  years: z.array(
    z.object({
      name: z.string(),
      total: CostRangeSchema,
      lines: z.array(OutageLineSchema),
      /** Against the first: below zero is cheaper. Null for the first. */
      difference: CostRangeSchema.nullable(),
    }),
  ),
})
export type OutageCost = z.infer<typeof OutageCostSchema>
