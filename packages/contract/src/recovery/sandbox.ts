/** A restored server that a person looks at: how far it is, until when, its windows, its files, and what was said about it. */
import { z } from 'zod'
import { IdSchema, InstantSchema } from '../common/index.ts'
import { ProofReasonSchema } from './proof.ts'

/** `POST /api/devices/:deviceId/recovery/sandbox`: without a restore point the newest one. */
export const StartSandboxSchema = z.strictObject({ restorePointId: IdSchema.exactOptional() })
export type StartSandbox = z.infer<typeof StartSandboxSchema>

export const StatementVerdictSchema = z.enum(['there', 'missing'])
export type StatementVerdict = z.infer<typeof StatementVerdictSchema>

/** What a person said after looking. Said by a person of the client, it is L5 of the restore point's proof. */
export const StatementSchema = z.object({
  verdict: StatementVerdictSchema,
  sentence: z.string(),
  by: z.string(),
  kind: z.enum(['staff', 'client']),
  /** How we know who it was. */
  identified: z.string(),
  at: InstantSchema,
})
export type Statement = z.infer<typeof StatementSchema>

/** A sentence is needed where something is missing. */
export const SaySchema = z.strictObject({ verdict: StatementVerdictSchema, sentence: z.string().trim().max(1000) })
export type Say = z.infer<typeof SaySchema>

export const SandboxSchema = z.object({
  id: IdSchema,
  deviceId: IdSchema,
  restorePointId: IdSchema,
  state: z.enum(['starting', 'running', 'ended']),
  startedBy: z.string(),
  askedAt: InstantSchema,
  /** Since when its screen can be seen. */
  runningAt: InstantSchema.nullable(),
  /** When its time is up; null until it runs. */
  endsAt: InstantSchema.nullable(),
  endedAt: InstantSchema.nullable(),
  /** Why it runs no more. */
  end: ProofReasonSchema.nullable(),
  progress: z
    .object({
      step: z.enum(['open', 'mount', 'extract', 'disk', 'starting']),
      /** Since this step began. */
      seconds: z.number().nonnegative(),
      /** Until the server is up, by what the last time took; null: not known. */
      remainingSeconds: z.number().nonnegative().nullable(),
    })
    .nullable(),
  /** What was seen of its start: a login prompt, or why there is none. */
  seen: z.object({ kind: z.enum(['prompt', 'failed', 'unseen']), text: z.string() }).nullable(),
  /** Its restored files can be read beside it. */
  hasFiles: z.boolean(),
  statement: StatementSchema.nullable(),
})
export type Sandbox = z.infer<typeof SandboxSchema>

/** `GET /api/devices/:deviceId/recovery/sandbox` */
export const DeviceSandboxSchema = z.object({
  deviceId: IdSchema,
  hostname: z.string(),
  /** The one that runs, or the last one. */
  newest: SandboxSchema.nullable(),
  /** Newest first. */
  restorePoints: z.array(z.object({ id: IdSchema, takenAt: InstantSchema })),
  /** Of the whole server. */
  capacity: z.object({ running: z.int().nonnegative(), most: z.int(), nextEndsAt: InstantSchema.nullable() }),
  minutes: z.number(),
})
export type DeviceSandbox = z.infer<typeof DeviceSandboxSchema>

/** What a window shows: the screen (RFB) or the serial console (bytes). */
export const WindowSchema = z.enum(['screen', 'serial'])
export type Window = z.infer<typeof WindowSchema>

/** Opens one window, once, soon, for the person who asked: as the WebSocket's second protocol, `ticket.` before it. */
export const TicketSchema = z.object({ ticket: z.string(), expiresAt: InstantSchema })
export type Ticket = z.infer<typeof TicketSchema>
export const SANDBOX_PROTOCOL = 'mainstay.sandbox'

export const SandboxEntrySchema = z.object({
  name: z.string(),
  kind: z.enum(['folder', 'file', 'link', 'other']),
  bytes: z.number().nonnegative(),
  modifiedAt: InstantSchema,
})
export const SandboxFolderSchema = z.object({
  path: z.string(),
  entries: z.array(SandboxEntrySchema),
  /** Entries that are not listed: a folder may have millions. */
  left: z.int().nonnegative(),
})
export type SandboxFolder = z.infer<typeof SandboxFolderSchema>
