/** The SLA clock as a document: `mainstay sla explain` and the console speak this (design: interfaces, `sla explain`). */
import { z } from 'zod'

/** `HH:MM`, local. A closing time may be `24:00`. */
const OpeningSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'not a time of day, 00:00 to 23:59')
const ClosingSchema = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'not a time of day, 00:00 to 24:00')

/** Half-open `[opening, closing)`; a closing that is not after the opening lies on the next day. */
const HoursSchema = z.array(z.tuple([OpeningSchema, ClosingSchema])).max(24)

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

export const CalendarSchema = z.strictObject({
  /** IANA, as `Europe/Warsaw`. */
  zone: z.string().min(1).max(64),
  weekly: z.strictObject({
    mon: HoursSchema.optional(),
    tue: HoursSchema.optional(),
    wed: HoursSchema.optional(),
    thu: HoursSchema.optional(),
    fri: HoursSchema.optional(),
    sat: HoursSchema.optional(),
    sun: HoursSchema.optional(),
  }),
  /** Each replaces all hours that begin on its date; none is closed. */
  exceptions: z
    .array(z.strictObject({ date: z.iso.date(), hours: HoursSchema, name: z.string().max(200).optional() }))
    .max(5000)
    .default([]),
})
export type Calendar = z.infer<typeof CalendarSchema>
export type CalendarHours = z.infer<typeof HoursSchema>

/** All units count working time: `minutes` are working minutes. */
export const SlaTargetSchema = z.discriminatedUnion('unit', [
  z.strictObject({ amount: z.number().positive().max(10_000_000), unit: z.literal('minutes') }),
  z.strictObject({ amount: z.number().positive().max(100_000), unit: z.literal('workingHours') }),
  z.strictObject({ amount: z.int().positive().max(5000), unit: z.literal('workingDays') }),
])
export type SlaTarget = z.infer<typeof SlaTargetSchema>

const NameSchema = z.string().min(1).max(100)

export const SlaPolicySchema = z.strictObject({
  priorities: z.record(NameSchema, z.strictObject({ response: SlaTargetSchema.optional(), resolution: SlaTargetSchema.optional() })),
  /** The resolution clock stands in these. */
  pausedStatuses: z.array(NameSchema).default([]),
  /** Calendar days in the calendar's zone, counted from the resolution. */
  reopenWindowDays: z.int().min(0).max(3650).default(7),
})
export type SlaPolicy = z.infer<typeof SlaPolicySchema>

const at = z.iso.datetime({ offset: true })

export const SlaEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ at, type: z.literal('opened'), priority: NameSchema }),
  z.strictObject({ at, type: z.literal('reply'), author: z.enum(['technician', 'customer', 'system']), public: z.boolean() }),
  z.strictObject({ at, type: z.literal('status'), status: NameSchema }),
  z.strictObject({ at, type: z.literal('priority'), priority: NameSchema }),
  z.strictObject({ at, type: z.literal('resolved') }),
  z.strictObject({ at, type: z.literal('reopened') }),
])
export type SlaEvent = z.infer<typeof SlaEventSchema>

export const SlaDocumentSchema = z.strictObject({
  calendar: CalendarSchema,
  policy: SlaPolicySchema,
  events: z.array(SlaEventSchema).min(1).max(10_000),
  now: at,
})
export type SlaDocument = z.infer<typeof SlaDocumentSchema>

/** Whole seconds in UTC, `2026-11-24T15:00:00Z`. */
const SecondSchema = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)

export const SlaStateSchema = z.enum(['running', 'paused', 'met', 'breached'])
export type SlaState = z.infer<typeof SlaStateSchema>

export const SlaResponseClockSchema = z.object({
  state: SlaStateSchema,
  deadline: SecondSchema.nullable(),
  consumedSeconds: z.int().nonnegative(),
  /** Of the first public reply of a person, or of the resolution without one. */
  at: SecondSchema.nullable(),
})
export const SlaResolutionClockSchema = SlaResponseClockSchema.extend({ remainingSeconds: z.int().nonnegative() })

export const SlaBreachSchema = z.object({ clock: z.enum(['response', 'resolution']), deadline: SecondSchema, target: SlaTargetSchema })

export const SlaLedgerEntrySchema = z.object({
  from: SecondSchema,
  to: SecondSchema,
  counted: z.boolean(),
  /** A status, `outside-hours` or `resolved`. */
  why: z.string(),
  /** Of time outside hours: the dated exceptions that close it; without one it is the weekly hours. */
  rule: z.string().optional(),
})

/** A clock is null where the policy sets no target for the priority. */
export const SlaAnswerSchema = z.object({
  response: SlaResponseClockSchema.nullable(),
  resolution: SlaResolutionClockSchema.nullable(),
  breaches: z.array(SlaBreachSchema),
  ledger: z.array(SlaLedgerEntrySchema),
})
export type SlaAnswer = z.infer<typeof SlaAnswerSchema>
export type SlaBreach = z.infer<typeof SlaBreachSchema>
export type SlaLedgerEntry = z.infer<typeof SlaLedgerEntrySchema>
