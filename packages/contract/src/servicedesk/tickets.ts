/** Tickets on the wire, as the provider's people see them. */
import { z } from 'zod'
import { IdSchema, InstantSchema, PageQuerySchema } from '../common/index.ts'
import { DeliveryStateSchema } from '../mail/gateway.ts'
import { SlaAnswerSchema, SlaPolicySchema, CalendarSchema } from './sla.ts'

export const TICKET_STATUSES = ['new', 'open', 'waiting-customer', 'waiting-third-party', 'resolved', 'closed'] as const
export const TicketStatusSchema = z.enum(TICKET_STATUSES)
export type TicketStatus = z.infer<typeof TicketStatusSchema>

/** The most urgent first. */
export const TICKET_PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const
export const TicketPrioritySchema = z.enum(TICKET_PRIORITIES)
export type TicketPriority = z.infer<typeof TicketPrioritySchema>

export const TicketSourceSchema = z.enum(['portal', 'phone', 'incident', 'mail', 'recurring', 'recommendation'])
export type TicketSource = z.infer<typeof TicketSourceSchema>

/** Any line of text without line ends. */
export const LineSchema = z.string().trim().min(1).max(200)
export const BodySchema = z.string().trim().min(1).max(50_000)
export const TagSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}-]{0,39}$/u, 'a word of letters, digits and hyphens')
const ReasonSchema = z.string().trim().min(1).max(500)

export const ClockNameSchema = z.enum(['response', 'resolution'])

export const TicketRowSchema = z.object({
  id: IdSchema,
  clientId: IdSchema,
  clientName: z.string(),
  number: z.int().positive(),
  subject: z.string(),
  status: TicketStatusSchema,
  priority: TicketPrioritySchema,
  source: TicketSourceSchema,
  requester: z.string(),
  assignee: z.object({ id: IdSchema, name: z.string() }).nullable(),
  openedAt: InstantSchema,
  changedAt: InstantSchema,
  /** The clock that ends first. Null: none runs, since it waits, is resolved, or has no target. */
  next: z.object({ clock: ClockNameSchema, deadline: InstantSchema }).nullable(),
  tags: z.array(z.string()),
  /** A target was missed, or is by now. */
  breached: z.boolean(),
})
export type TicketRow = z.infer<typeof TicketRowSchema>

export const TICKET_VIEWS = ['open', 'mine', 'unassigned', 'waiting', 'done'] as const
export const TicketListQuerySchema = PageQuerySchema.extend({
  view: z.enum(TICKET_VIEWS).default('open'),
  clientId: IdSchema.optional(),
  /** A part of the subject or of the requester's name, or a number. */
  q: z.string().trim().max(200).optional(),
  tag: z.string().max(40).optional(),
  sort: z.enum(['timeLeft', 'opened', 'changed']).default('timeLeft'),
})
export type TicketListQuery = z.infer<typeof TicketListQuerySchema>

export const TicketListSchema = z.object({
  rows: z.array(TicketRowSchema),
  total: z.int().nonnegative(),
  /** Of everything that the client filter lets through, whatever the view. */
  counts: z.object({
    open: z.int().nonnegative(),
    mine: z.int().nonnegative(),
    unassigned: z.int().nonnegative(),
    waiting: z.int().nonnegative(),
    overdue: z.int().nonnegative(),
  }),
})
export type TicketList = z.infer<typeof TicketListSchema>

export const AttachmentSchema = z.object({
  id: IdSchema,
  name: z.string(),
  mediaType: z.string(),
  size: z.int().nonnegative(),
  /** `unscanned`: no scanner is set up. */
  scan: z.enum(['clean', 'malware', 'unscanned']),
  /** What was found in it. */
  found: z.string().nullable(),
  /** False: known malware, whose bytes are not kept. */
  kept: z.boolean(),
})
export type Attachment = z.infer<typeof AttachmentSchema>

export const TicketMessageSchema = z.object({
  id: IdSchema,
  at: InstantSchema,
  kind: z.enum(['reply', 'note']),
  author: z.enum(['technician', 'customer', 'system']),
  authorName: z.string(),
  body: z.string(),
  attachments: z.array(AttachmentSchema),
  /** Of an answer that went out as mail: to whom, and what became of it, in the other server's words. */
  mail: z.object({ to: z.string(), state: DeliveryStateSchema, detail: z.string().nullable() }).nullable(),
})
export type TicketMessage = z.infer<typeof TicketMessageSchema>

/** What happened to it, in order; messages stand apart. */
export const TicketChangeSchema = z.object({
  at: InstantSchema,
  type: z.string(),
  by: z.string(),
  to: z.string().nullable(),
  reason: z.string().nullable(),
})

export const TimeEntrySchema = z.object({
  id: IdSchema,
  personId: z.string(),
  personName: z.string(),
  startedAt: InstantSchema,
  /** Null while the stopwatch runs. */
  endedAt: InstantSchema.nullable(),
  note: z.string(),
})
export type TimeEntry = z.infer<typeof TimeEntrySchema>

export const SatisfactionSchema = z.enum(['good', 'bad'])

export const ChecklistItemSchema = z.object({
  id: IdSchema,
  text: z.string(),
  done: z.object({ by: z.string(), at: InstantSchema }).nullable(),
})

export const TicketSchema = TicketRowSchema.extend({
  deviceId: IdSchema.nullable(),
  incidentId: IdSchema.nullable(),
  /** What it continues: the earlier one was resolved too long ago to be reopened. */
  previousId: IdSchema.nullable(),
  requesterAddress: z.string().nullable(),
  /** Into which it was merged: the conversation goes on there. */
  mergedInto: IdSchema.nullable(),
  parent: z.object({ id: IdSchema, number: z.int(), subject: z.string() }).nullable(),
  children: z.array(z.object({ id: IdSchema, number: z.int(), subject: z.string(), status: TicketStatusSchema })),
  messages: z.array(TicketMessageSchema),
  changes: z.array(TicketChangeSchema),
  time: z.array(TimeEntrySchema),
  /** As of now, with every second explained. */
  sla: SlaAnswerSchema,
  /** Of a paused ticket: when its resolution would be due if work resumed now. */
  ifResumed: InstantSchema.nullable(),
  settingsVersion: z.int().positive(),
  satisfaction: SatisfactionSchema.nullable(),
  checklist: z.array(ChecklistItemSchema),
})
export type Ticket = z.infer<typeof TicketSchema>

export const NewTicketSchema = z.strictObject({
  subject: LineSchema,
  body: BodySchema,
  priority: TicketPrioritySchema.default('normal'),
  /** Who called. */
  requester: LineSchema,
  /** Where answers go by mail. */
  requesterAddress: z.email().max(320).optional(),
  deviceId: IdSchema.optional(),
  tags: z.array(TagSchema).max(20).optional(),
  checklist: z.array(LineSchema).max(100).optional(),
})
export type NewTicket = z.infer<typeof NewTicketSchema>

/** A waiting status needs a reason. */
export const TicketStatusChangeSchema = z.strictObject({
  status: TicketStatusSchema.exclude(['new']),
  reason: ReasonSchema.optional(),
})
export type TicketStatusChange = z.infer<typeof TicketStatusChangeSchema>

/** A note is for the provider's people alone; `next` is the status afterwards. */
export const NewMessageSchema = z.strictObject({
  kind: z.enum(['reply', 'note']),
  body: BodySchema,
  next: TicketStatusChangeSchema.optional(),
})
export type NewMessage = z.infer<typeof NewMessageSchema>

export const TicketTagsChangeSchema = z.strictObject({ tags: z.array(TagSchema).max(20) })
export const TicketMergeSchema = z.strictObject({ into: IdSchema })
export const TicketParentChangeSchema = z.strictObject({ parentId: IdSchema.nullable() })

export const NewCannedReplySchema = z.strictObject({ name: LineSchema, body: BodySchema })
export type NewCannedReply = z.infer<typeof NewCannedReplySchema>
export const CannedReplySchema = z.object({ id: IdSchema, name: z.string(), body: z.string() })
export type CannedReply = z.infer<typeof CannedReplySchema>
export const CannedRepliesSchema = z.object({ replies: z.array(CannedReplySchema) })

export const TicketPriorityChangeSchema = z.strictObject({ priority: TicketPrioritySchema })
export const TicketAssigneeChangeSchema = z.strictObject({ personId: IdSchema.nullable() })
export const StopwatchSchema = z.strictObject({ note: z.string().trim().max(500).default('') })
export const NewTimeEntrySchema = z.strictObject({
  minutes: z
    .int()
    .min(1)
    .max(24 * 60),
  note: z.string().trim().max(500).default(''),
})
export const AssigneesSchema = z.object({ people: z.array(z.object({ id: IdSchema, name: z.string() })) })

/** Hours and targets of one client. A change makes a new version, which holds for tickets that are opened from then on. */
export const DeskSettingsSchema = z.object({
  version: z.int().positive(),
  /** False: the default that Mainstay proposes; nobody has looked at it yet. */
  set: z.boolean(),
  madeAt: InstantSchema,
  madeBy: z.string(),
  calendar: CalendarSchema,
  policy: SlaPolicySchema,
})
export type DeskSettings = z.infer<typeof DeskSettingsSchema>

export const SetDeskSettingsSchema = z.strictObject({
  /** The version that was read. */
  from: z.int().positive(),
  calendar: CalendarSchema,
  policy: SlaPolicySchema,
})
export type SetDeskSettings = z.infer<typeof SetDeskSettingsSchema>
