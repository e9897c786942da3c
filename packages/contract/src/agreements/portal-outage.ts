/** What an outage costs a client, in the portal: their own figures, and what each outage that was recorded came to. */
import { z } from 'zod'
import { IdSchema, InstantSchema } from '../common/index.ts'
import { OutageFiguresSchema } from './agreement.ts'
import { OutageCostSchema } from './outage.ts'

export const RecordedOutageSchema = z.object({
  incidentId: IdSchema,
  system: z.string(),
  summary: z.string(),
  from: InstantSchema,
  /** Null: it goes on. */
  to: InstantSchema.nullable(),
  /** Null while the firm has given no figures. */
  cost: OutageCostSchema.nullable(),
})
export type RecordedOutage = z.infer<typeof RecordedOutageSchema>

export const PortalOutageSchema = z.object({
  clientId: IdSchema,
  zone: z.string(),
  /** Null: nobody of the firm has given any; there is no default. */
  figures: OutageFiguresSchema.nullable(),
  setBy: z.string().nullable(),
  setAt: InstantSchema.nullable(),
  /** Of one hour in business hours, when everything stands. */
  perHour: OutageCostSchema.nullable(),
  /** The newest first. */
  outages: z.array(RecordedOutageSchema),
})
export type PortalOutage = z.infer<typeof PortalOutageSchema>
