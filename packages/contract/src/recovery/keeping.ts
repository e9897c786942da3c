/** What is kept of a device's backups, what is going to be removed and when, and which restore points can be trusted. */
import { z } from 'zod'
import { IdSchema, InstantSchema } from '../common/index.ts'
import { CleanEvidenceSchema, CleanVerdictSchema } from './last-clean.ts'

const slots = (most: number) => z.int().min(0).max(most)

/** How many restore points stay: the newest ones, and the newest of so many days, weeks, months and years, by the server's time of receipt. */
export const KeepRulesSchema = z.strictObject({
  last: z.int().min(1).max(1000),
  daily: slots(1000),
  weekly: slots(520),
  monthly: slots(240),
  yearly: slots(50),
})
export type KeepRules = z.infer<typeof KeepRulesSchema>

/** `PUT /api/devices/:deviceId/recovery/keeping`. A shorter delay than now takes two people: it is asked for by a request. */
export const KeepingSettingsSchema = z.strictObject({
  keep: KeepRulesSchema,
  /** Days from the decision to remove a restore point until it goes. */
  delayDays: z.int().min(1).max(366),
  /** What the device's repository may hold; null: no limit. */
  quotaBytes: z.int().positive().nullable(),
})
export type KeepingSettings = z.infer<typeof KeepingSettingsSchema>

export const TombstoneSchema = z.object({
  id: IdSchema,
  restorePointId: IdSchema,
  takenAt: InstantSchema,
  /** Of a person, or of the keep rules. */
  by: z.string(),
  why: z.string(),
  madeAt: InstantSchema,
  effectiveAt: InstantSchema,
})
export type Tombstone = z.infer<typeof TombstoneSchema>

/** `POST /api/restore-points/:restorePointId/removal` */
export const RemovePointSchema = z.strictObject({ why: z.string().trim().min(3).max(500) })

/** `POST /api/devices/:deviceId/recovery/restore-points/:restorePointId/false-alarm`, by a person with a second step. */
export const AcceptFindingSchema = z.strictObject({ why: z.string().trim().min(3).max(500) })

/** What takes two people: a shorter delay, or a restore point removed at once. `POST /api/devices/:deviceId/recovery/requests` */
export const AskTwoPeopleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('shorten'), delayDays: z.int().min(1).max(366), why: z.string().trim().min(3).max(500) }),
  z.strictObject({ kind: z.literal('purge'), restorePointId: IdSchema, why: z.string().trim().min(3).max(500) }),
])
export type AskTwoPeople = z.infer<typeof AskTwoPeopleSchema>

export const TwoPeopleRequestSchema = z.object({
  id: IdSchema,
  kind: z.enum(['shorten', 'purge']),
  delayDays: z.int().nullable(),
  restorePointId: IdSchema.nullable(),
  takenAt: InstantSchema.nullable(),
  why: z.string(),
  askedBy: z.string(),
  /** Whether the one who reads this asked for it: then another has to approve. */
  own: z.boolean(),
  askedAt: InstantSchema,
  expiresAt: InstantSchema,
})
export type TwoPeopleRequest = z.infer<typeof TwoPeopleRequestSchema>

export const PointVerdictSchema = z.object({
  restorePointId: IdSchema,
  verdict: CleanVerdictSchema,
  score: z.int(),
  evidence: z.array(CleanEvidenceSchema),
  scannedAt: InstantSchema,
  /** What looked into the files, with the dates of their signatures. */
  scanners: z.array(z.object({ name: z.string(), signatures: z.string() })),
  /** Scanners that looked before and are away now: until they are back, it is not looked at anew. */
  away: z.array(z.string()),
  /** A person judged what was found to be a false alarm. */
  accepted: z.object({ by: z.string(), at: InstantSchema, why: z.string() }).nullable(),
})
export type PointVerdict = z.infer<typeof PointVerdictSchema>

/** A copy in another place, as it said itself. */
export const CopyStandingSchema = z.object({
  name: z.string(),
  /** `silent`: it was not heard for too long, so nothing is known of it. */
  standing: z.enum(['good', 'behind', 'alarm', 'silent', 'unproven']),
  saidAt: InstantSchema,
  restorePoints: z.int().nonnegative(),
  bytes: z.number().nonnegative(),
  newestAt: InstantSchema.nullable(),
  proof: z.object({ at: InstantSchema, verdict: z.enum(['passed', 'failed', 'unknown']), level: z.string().nullable() }).nullable(),
  findings: z.array(z.object({ kind: z.string(), text: z.string(), at: InstantSchema })),
})
export type CopyStanding = z.infer<typeof CopyStandingSchema>

/** `GET /api/devices/:deviceId/recovery/keeping` */
export const DeviceKeepingSchema = z.object({
  deviceId: IdSchema,
  settings: KeepingSettingsSchema,
  /** Null: not measured yet. */
  used: z.object({ bytes: z.number().nonnegative(), at: InstantSchema }).nullable(),
  /** The newest restore point that was found clean and is still there. */
  lastClean: z.object({ restorePointId: IdSchema, takenAt: InstantSchema, scannedAt: InstantSchema }).nullable(),
  verdicts: z.array(PointVerdictSchema),
  tombstones: z.array(TombstoneSchema),
  requests: z.array(TwoPeopleRequestSchema),
  copies: z.array(CopyStandingSchema),
})
export type DeviceKeeping = z.infer<typeof DeviceKeepingSchema>
