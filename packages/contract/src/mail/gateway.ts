/** Mail on the wire: domains and their next hops, lists, policy, the trace and the quarantine. */
import { z } from 'zod'
import { IdSchema, InstantSchema, PageQuerySchema } from '../common/index.ts'

/** A domain as in addresses, in ASCII (`xn--…`). */
export const MailDomainNameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/, 'a domain like example.com')

export const TlsModeSchema = z.enum(['opportunistic', 'required', 'verified', 'none'])
export const NextHopSchema = z.object({
  host: z
    .string()
    .trim()
    .max(253)
    .regex(/^[A-Za-z0-9.:-]+$/, 'a host name or an address'),
  port: z.int().min(1).max(65_535).default(25),
  priority: z.int().min(1).max(1000),
  tls: TlsModeSchema.default('opportunistic'),
})

export const MailDomainSchema = z.object({
  clientId: IdSchema,
  domain: z.string(),
  verifyRecipients: z.boolean(),
  nextHops: z.array(NextHopSchema),
})
export type MailDomainWire = z.infer<typeof MailDomainSchema>
export const MailDomainListSchema = z.object({ domains: z.array(MailDomainSchema) })
export const SetMailDomainSchema = z.object({
  verifyRecipients: z.boolean().default(true),
  nextHops: z
    .array(NextHopSchema)
    .min(1)
    .max(10)
    .refine((hops) => new Set(hops.map(({ priority }) => priority)).size === hops.length, 'each next hop has a priority of its own'),
})

export const ListKindSchema = z.enum(['allow', 'deny'])
export const ListEntrySchema = z.object({ id: IdSchema, kind: ListKindSchema, recipient: z.string(), sender: z.string() })
export const ListEntriesSchema = z.object({ entries: z.array(ListEntrySchema) })
const address = z.string().trim().toLowerCase().max(320)
export const NewListEntrySchema = z.object({
  kind: ListKindSchema,
  recipient: address.regex(/^(\*|[^\s@]*@[^\s@]+)$/, 'an address, @domain, or * for everybody').default('*'),
  sender: address.regex(/^[^\s@]*@[^\s@]+$/, 'an address, or @domain'),
})

export const ScannerPolicySchema = z.enum(['defer', 'deliver'])
export const MailPolicySchema = z.object({
  virusScannerAway: ScannerPolicySchema,
  spamScannerAway: ScannerPolicySchema,
  /** Hours of the day in the client's zone. */
  digestHours: z.array(z.int().min(0).max(23)).max(24),
})

export const VerdictSchema = z.enum(['deliver', 'tag', 'quarantine', 'reject', 'defer'])
export const LessonSchema = z.enum(['wanted', 'unwanted'])
export type LessonWire = z.infer<typeof LessonSchema>
export const DeliveryStateSchema = z.enum(['queued', 'delivered', 'quarantined', 'held', 'rejected', 'blocked', 'removed'])
export const ReasonSchema = z.object({ id: z.string(), weight: z.number(), text: z.string() })

/** `receivedAt` with `id` names a delivery. */
export const DeliverySchema = z.object({
  clientId: IdSchema,
  id: IdSchema,
  receivedAt: InstantSchema,
  messageId: IdSchema,
  sender: z.string(),
  recipient: z.string(),
  from: z.string(),
  subject: z.string(),
  headerId: z.string(),
  source: z.string(),
  size: z.int().nonnegative(),
  verdict: VerdictSchema,
  reasons: z.array(ReasonSchema),
  authentication: z.string(),
  state: DeliveryStateSchema,
  attempts: z.int().nonnegative(),
  nextAttemptAt: InstantSchema.nullable(),
  lastReply: z.string().nullable(),
  nextHop: z.string().nullable(),
  doneAt: InstantSchema.nullable(),
  releasedBy: z.string().nullable(),
  /** What it taught the client's filter. */
  lesson: LessonSchema.nullable(),
})
export type DeliveryWire = z.infer<typeof DeliverySchema>

export const TraceQuerySchema = PageQuerySchema.extend({
  /** Words of sender, recipient, subject or id; all of them. */
  words: z.string().trim().max(300).optional(),
  /** Words of one of these alone. */
  sender: z.string().trim().max(320).optional(),
  recipient: z.string().trim().max(320).optional(),
  subject: z.string().trim().max(300).optional(),
  verdict: VerdictSchema.optional(),
  state: DeliveryStateSchema.optional(),
  reason: z
    .string()
    .regex(/^[a-z.-]{1,60}$/, 'the id of a reason, or its beginning with a dot')
    .optional(),
  from: InstantSchema.optional(),
  to: InstantSchema.optional(),
})
export const TraceSchema = z.object({ deliveries: z.array(DeliverySchema), more: z.boolean() })

export const ReleaseSchema = z.object({ reason: z.string().trim().max(500).default(''), allowSender: z.boolean().default(false) })
export const BlockSchema = z.object({ denySender: z.boolean().default(false) })

/** Null: what it taught is taken back. */
export const TeachSchema = z.object({ lesson: LessonSchema.nullable() })

/** A held message as its recipient sees it in the portal. */
export const OwnHeldSchema = DeliverySchema.pick({
  clientId: true,
  id: true,
  receivedAt: true,
  from: true,
  subject: true,
  size: true,
}).extend({
  reasons: z.array(z.string()),
  /** What known malware or a list stopped, the provider alone releases. */
  mayRelease: z.boolean(),
})
export type OwnHeld = z.infer<typeof OwnHeldSchema>
/** `address`: whose mail this is. */
export const OwnHeldListSchema = z.object({ address: z.string(), held: z.array(OwnHeldSchema), more: z.boolean() })
export const OwnAnswerSchema = z.object({ action: z.enum(['release', 'block']), sender: z.boolean().default(false) })

/** A message for people to look at: text and inert HTML, nothing that loads or runs. */
export const PreviewSchema = z.object({
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  text: z.string().nullable(),
  attachments: z.array(z.object({ name: z.string(), mediaType: z.string(), size: z.int().nonnegative() })),
})

/** Mail that waits for a next hop: how much, and since when. */
export const SpoolSchema = z.object({
  domains: z.array(
    z.object({ clientId: IdSchema, domain: z.string(), waiting: z.int(), oldest: InstantSchema, lastReply: z.string().nullable() }),
  ),
})

export const MailDaysSchema = z.object({
  days: z.array(z.object({ day: z.string(), verdict: VerdictSchema, reason: z.string(), name: z.string(), n: z.int() })),
})
export const MailDaysQuerySchema = z.object({ from: z.iso.date(), to: z.iso.date() })

/** How many recipients were told. */
export const DigestsSentSchema = z.object({ sent: z.int().nonnegative() })
