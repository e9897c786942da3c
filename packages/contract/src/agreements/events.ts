/** What each event cost a client: the work that was billed for it, and what the outage itself came to by the firm's own figures. */
import { z } from 'zod'
import { IdSchema, InstantSchema } from '../common/index.ts'
import { CurrencySchema } from './agreement.ts'
import { OutageCostSchema } from './outage.ts'

export const CostedEventSchema = z.object({
  what: z.string(),
  at: InstantSchema,
  /** Of an outage that was recorded. */
  incidentId: IdSchema.nullable(),
  outage: z.object({ to: InstantSchema.nullable(), cost: OutageCostSchema.nullable() }).nullable(),
  /** In begun steps, by the rate without an agreement; time on days with an agreement is in its price. */
  work: z.object({ billedMinutes: z.int(), inAgreementMinutes: z.int(), minor: z.int().nullable() }),
})
export type CostedEvent = z.infer<typeof CostedEventSchema>

export const ClientEventsSchema = z.object({
  from: InstantSchema,
  /** Of the rate for work; null while none is set. */
  currency: CurrencySchema.nullable(),
  hasFigures: z.boolean(),
  /** The newest first. */
  events: z.array(CostedEventSchema),
})
export type ClientEvents = z.infer<typeof ClientEventsSchema>
