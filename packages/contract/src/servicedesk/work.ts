/** Work that comes again, on the wire: templates with checklists, tickets that recur, a ticket that is split. */
import { z } from 'zod'
import { DaySchema } from '../agreements/agreement.ts'
import { IdSchema } from '../common/index.ts'
import { BodySchema, LineSchema, TagSchema, TicketPrioritySchema } from './tickets.ts'

const work = {
  subject: LineSchema,
  body: BodySchema,
  priority: TicketPrioritySchema.default('normal'),
  tags: z.array(TagSchema).max(20).default([]),
  checklist: z.array(LineSchema).max(100).default([]),
}
/** One of the same name is replaced. */
export const NewTemplateSchema = z.strictObject({ name: LineSchema, ...work })
export type NewTemplate = z.infer<typeof NewTemplateSchema>
export const TemplateSchema = NewTemplateSchema.extend({ id: IdSchema })
export type Template = z.infer<typeof TemplateSchema>
export const TemplateListSchema = z.object({ templates: z.array(TemplateSchema) })
export type TemplateList = z.infer<typeof TemplateListSchema>

export const EVERY = ['week', 'month', 'quarter', 'year'] as const
export const EverySchema = z.enum(EVERY)
export type Every = z.infer<typeof EverySchema>
/** Days are the client's. Of a month that is too short, its last day. */
export const NewRecurringSchema = z.strictObject({ ...work, every: EverySchema, firstOn: DaySchema })
export type NewRecurring = z.infer<typeof NewRecurringSchema>
export const RecurringSchema = NewRecurringSchema.extend({ id: IdSchema, nextOn: DaySchema, setBy: z.string() })
export type Recurring = z.infer<typeof RecurringSchema>
export const RecurringListSchema = z.object({ recurring: z.array(RecurringSchema) })
export type RecurringList = z.infer<typeof RecurringListSchema>

/** What was said in this message becomes a ticket of its own, from when it was said. */
export const TicketSplitSchema = z.strictObject({ messageId: IdSchema, subject: LineSchema })
export const NewChecklistSchema = z.strictObject({ items: z.array(LineSchema).min(1).max(100) })
export const ChecklistDoneSchema = z.strictObject({ itemId: IdSchema, done: z.boolean() })
