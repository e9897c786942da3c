/** What `mainstay mail score` and `mainstay mail train` print, and what is known of a client while its mail is scored. */
import { z } from 'zod'

export const MailVerdictSchema = z.enum(['deliver', 'tag', 'quarantine', 'reject'])

export const MailReasonSchema = z.object({
  id: z.string(),
  /** Points; above 0 speaks against the message. */
  weight: z.number(),
  text: z.string(),
})

/** One line of `mail score`. A message is stopped where the verdict is `quarantine` or `reject`. */
export const MailScoreSchema = z.object({
  file: z.string(),
  verdict: MailVerdictSchema,
  score: z.number(),
  reasons: z.array(MailReasonSchema),
})
export type MailScore = z.infer<typeof MailScoreSchema>

/** Shares of messages that the model had not seen, between 0 and 1; null of a kind that was not given. */
export const MailTrainingSchema = z.object({
  model: z.string(),
  trainedOn: z.object({ ham: z.int(), spam: z.int(), phish: z.int() }),
  unseen: z.object({ spamStopped: z.number().nullable(), phishingStopped: z.number().nullable(), wronglyStopped: z.number() }),
  seconds: z.number(),
})
export type MailTraining = z.infer<typeof MailTrainingSchema>

const Address = z.string().min(1).max(320).toLowerCase()
const Points = z.number().min(-1000).max(1000)

/** A client's profile, as a file for `mail score --client`. */
export const MailClientSchema = z.strictObject({
  domains: z.array(Address).default([]),
  people: z.array(z.strictObject({ name: z.string().min(1).max(200), addresses: z.array(Address) })).default([]),
  correspondents: z.array(Address).default([]),
  /** Addresses that wrote before or were written to; absent: no history yet. */
  known: z.array(Address).optional(),
  allow: z.array(Address).default([]),
  deny: z.array(Address).default([]),
  /** Hosts whose Authentication-Results are believed. */
  trustedIssuers: z.array(Address).default([]),
  thresholds: z.strictObject({ tag: Points.optional(), quarantine: Points.optional(), reject: Points.optional() }).default({}),
})
export type MailClient = z.infer<typeof MailClientSchema>
