/** The disaster-recovery plan of a client: what comes back in which order, by whom, from where; frozen once it is put to the client. */
import { z } from 'zod'
import { ProofLevelSchema } from '../agent/policy.ts'
import { IdSchema, InstantSchema, Sha256Schema } from '../common/index.ts'

const seconds = z.number().nonnegative()
const line = (most: number) => z.string().trim().max(most)

/** Names a person or a system within one plan. */
export const PlanKeySchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens')

export const PlanPersonSchema = z.strictObject({
  key: PlanKeySchema,
  name: line(120).min(1),
  /** Of whom: what they are in this plan, e.g. "brings the servers back". */
  does: line(300),
  phone: line(60),
  email: line(200),
})
export type PlanPerson = z.infer<typeof PlanPersonSchema>

export const PlanSystemSchema = z.strictObject({
  key: PlanKeySchema,
  /** Null: not a machine that is watched here, e.g. the line to the internet. */
  deviceId: IdSchema.nullable(),
  name: line(120).min(1),
  purpose: line(300),
  /** Keys of systems that must be back before this one. */
  dependsOn: z.array(PlanKeySchema).max(30),
  /** Key of the person who brings it back; null: nobody is named. */
  responsible: PlanKeySchema.nullable(),
  steps: line(4000),
})
export type PlanSystem = z.infer<typeof PlanSystemSchema>

const months = z.int().min(1).max(36).nullable()
export const DrillEverySchema = z.strictObject({ tabletop: months, partial: months, full: months })
export type DrillEvery = z.infer<typeof DrillEverySchema>

/** What people write; `systems` in the order in which they are brought back. */
export const PlanContentSchema = z.strictObject({
  /** When it is begun, and who says so. */
  begins: line(2000),
  /** Where and how people work until the systems are back. */
  meanwhile: line(2000),
  people: z.array(PlanPersonSchema).max(40),
  systems: z.array(PlanSystemSchema).max(200),
  /** Months from one drill to the next; null: this kind is not planned. */
  drillEveryMonths: DrillEverySchema,
})
export type PlanContent = z.infer<typeof PlanContentSchema>

/** What the records say of one system; null is "not known", never zero. */
export const SystemFactsSchema = z.object({
  deviceId: IdSchema,
  hostname: z.string(),
  standing: z.enum(['proven', 'failed', 'unproven', 'not-protected']),
  asked: ProofLevelSchema,
  promised: z.object({ rpoSeconds: seconds, rtoSeconds: seconds }).nullable(),
  achieved: z.object({ rpoSeconds: seconds.nullable(), rtoLastSeconds: seconds.nullable(), rtoWorstSeconds: seconds.nullable() }),
  /** The newest extraction test that passed. */
  proof: z.object({ id: IdSchema, at: InstantSchema, expiresAt: InstantSchema, level: ProofLevelSchema.nullable() }).nullable(),
  /** Where its backups are; null: none is kept. */
  backups: z.string().nullable(),
  /** Copies in other places, by their own word. */
  copies: z.array(z.object({ name: z.string(), standing: z.enum(['good', 'behind', 'unproven', 'alarm', 'silent']) })),
})
export type SystemFacts = z.infer<typeof SystemFactsSchema>

export const PlanStateSchema = z.enum(['draft', 'waiting', 'approved', 'returned', 'replaced'])
export type PlanState = z.infer<typeof PlanStateSchema>

export const PlanAnswerSchema = z.object({
  answer: z.enum(['approved', 'returned']),
  words: z.string(),
  by: z.string(),
  identified: z.string(),
  at: InstantSchema,
  /** Of the answer's own record. */
  sha256: Sha256Schema,
})

/** What is missing before it can be put to the client, or should be known before. */
export const PlanProblemSchema = z.object({ text: z.string(), stops: z.boolean() })
export type PlanProblem = z.infer<typeof PlanProblemSchema>

export const RecoveryPlanSchema = z.object({
  id: IdSchema,
  clientId: IdSchema,
  clientName: z.string(),
  zone: z.string(),
  version: z.int().positive(),
  state: PlanStateSchema,
  revision: z.int().positive(),
  content: PlanContentSchema,
  /** Of a draft: as they are now. Of one that was put to the client: as they were then. */
  facts: z.array(SystemFactsSchema),
  factsAt: InstantSchema,
  problems: z.array(PlanProblemSchema),
  createdBy: z.string(),
  createdAt: InstantSchema,
  presented: z.object({ by: z.string(), at: InstantSchema, sha256: Sha256Schema }).nullable(),
  answer: PlanAnswerSchema.nullable(),
})
export type RecoveryPlan = z.infer<typeof RecoveryPlanSchema>

/** `revision` is the one that the person had before them. */
export const EditPlanSchema = z.strictObject({ content: PlanContentSchema, revision: z.int().positive() })
export const PresentPlanSchema = z.strictObject({ revision: z.int().positive() })
/** `sha256` names what was read. A plan that is returned says why. */
export const AnswerPlanSchema = z.strictObject({
  sha256: Sha256Schema,
  answer: z.enum(['approved', 'returned']),
  words: z.string().trim().max(1000),
})
export type AnswerPlan = z.infer<typeof AnswerPlanSchema>
export const PlanPaperQuerySchema = z.object({ paper: z.enum(['a4', 'letter']).default('a4') })
