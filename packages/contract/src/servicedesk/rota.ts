/** Who answers when, and who is told when nobody does. */
import { z } from 'zod'
import { IdSchema } from '../common/index.ts'
import { WEEKDAYS } from './sla.ts'

const TimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day as 08:00')

export const ShiftSchema = z.strictObject({
  day: z.enum(WEEKDAYS),
  from: TimeSchema,
  /** One that is not after `from` lies on the next day. */
  to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time of day as 17:00'),
  personId: IdSchema,
})
export type Shift = z.infer<typeof ShiftSchema>

export const RotaSchema = z.strictObject({
  /** IANA: of the desk, not of a client. */
  zone: z.string().min(1).max(64),
  shifts: z.array(ShiftSchema).max(200),
  /** Told when a promise is broken, and when nobody is on duty; null: nobody. */
  escalateTo: IdSchema.nullable(),
})
export type Rota = z.infer<typeof RotaSchema>

const PersonSchema = z.object({ id: IdSchema, name: z.string() })

export const DeskRotaSchema = z.object({
  /** Null until somebody sets one. */
  rota: RotaSchema.nullable(),
  onDuty: z.array(PersonSchema.extend({ until: z.iso.datetime() })),
  /** Who may be on it. */
  people: z.array(PersonSchema),
})
export type DeskRota = z.infer<typeof DeskRotaSchema>

/** What the queue comes to. `late` is the least: as if those at work did nothing else, without a break. Null: too few records to say. */
export const TicketForecastSchema = z.object({
  forecast: z
    .object({
      late: z.array(z.object({ id: IdSchema, number: z.int(), subject: z.string() })),
      hands: z.int(),
      minutesPerTicket: z.number(),
      records: z.int(),
    })
    .nullable(),
})
export type TicketForecast = z.infer<typeof TicketForecastSchema>
