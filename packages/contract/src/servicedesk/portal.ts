/** Tickets as a client's own people see them: no internal note, no time, nothing of another firm. */
import { z } from 'zod'
import { IdSchema, InstantSchema } from '../common/index.ts'
import { SlaStateSchema } from './sla.ts'
import { SatisfactionSchema, TicketMessageSchema, TicketStatusSchema } from './tickets.ts'

export const PromiseSchema = z.object({
  state: SlaStateSchema,
  /** Null while it waits. */
  deadline: InstantSchema.nullable(),
  /** When it was kept, or not. */
  at: InstantSchema.nullable(),
})
export type PromiseView = z.infer<typeof PromiseSchema>

export const PortalTicketRowSchema = z.object({
  id: IdSchema,
  number: z.int().positive(),
  subject: z.string(),
  status: TicketStatusSchema,
  requester: z.string(),
  openedAt: InstantSchema,
  changedAt: InstantSchema,
})
export const PortalTicketListSchema = z.object({ tickets: z.array(PortalTicketRowSchema) })
export type PortalTicketRow = z.infer<typeof PortalTicketRowSchema>

export const PortalTicketSchema = PortalTicketRowSchema.extend({
  clientId: IdSchema,
  zone: z.string(),
  assignee: z.string().nullable(),
  messages: z.array(TicketMessageSchema.omit({ kind: true, mail: true })),
  waitingFor: z.string().nullable(),
  /** Null where nothing is promised for its priority. */
  response: PromiseSchema.nullable(),
  resolution: PromiseSchema.nullable(),
  satisfaction: SatisfactionSchema.nullable(),
})
export type PortalTicket = z.infer<typeof PortalTicketSchema>

export const NewPortalTicketSchema = z.strictObject({
  subject: z.string().trim().min(1).max(200),
  body: z.string().trim().min(1).max(50_000),
  /** Somebody cannot work until it is solved. */
  workStopped: z.boolean().default(false),
})
export type NewPortalTicket = z.infer<typeof NewPortalTicketSchema>

export const PortalReplySchema = z.strictObject({ body: z.string().trim().min(1).max(50_000) })
export const PortalSatisfactionSchema = z.strictObject({ answer: SatisfactionSchema })
