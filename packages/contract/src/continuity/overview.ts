/** How a client stands with its disaster-recovery plan: the one in force, what changed since, when it was proven and when it is due. */
import { z } from 'zod'
import { IdSchema, InstantSchema } from '../common/index.ts'
import { DrillKindSchema, DrillSchema } from './drill.ts'
import { PlanStateSchema, RecoveryPlanSchema } from './plan.ts'

export const DRIFT_KINDS = [
  'system-added',
  'system-gone',
  'promise-changed',
  'unprotected',
  'test-failed',
  'proof-over',
  'copy-lost',
  'copy-gained',
] as const
export const DriftSchema = z.object({ kind: z.enum(DRIFT_KINDS), text: z.string(), deviceId: IdSchema })
export type Drift = z.infer<typeof DriftSchema>

export const DrillDueSchema = z.object({ kind: DrillKindSchema, on: z.iso.date(), overdue: z.boolean() })
export type DrillDue = z.infer<typeof DrillDueSchema>

/** `provenOn`: of the last partial or full drill that passed wholly; a talk round a table proves nothing. */
export const PlanProofSchema = z.object({
  provenOn: z.iso.date().nullable(),
  provenBy: DrillKindSchema.nullable(),
  /** One for each kind that the plan asks for. */
  due: z.array(DrillDueSchema),
})
export type PlanProof = z.infer<typeof PlanProofSchema>

export const ContinuitySchema = z.object({
  clientId: IdSchema,
  clientName: z.string(),
  zone: z.string(),
  inForce: RecoveryPlanSchema.nullable(),
  /** A newer one that is drafted, waits for the client or was sent back by them. */
  working: RecoveryPlanSchema.nullable(),
  drift: z.array(DriftSchema),
  proof: PlanProofSchema,
  versions: z.array(z.object({ id: IdSchema, version: z.int().positive(), state: PlanStateSchema, by: z.string(), at: InstantSchema })),
  drills: z.array(DrillSchema),
})
export type Continuity = z.infer<typeof ContinuitySchema>

/** `GET /api/portal/continuity`: for each of the manager's firms; drafts are not there. */
export const PortalContinuitySchema = z.object({ clients: z.array(ContinuitySchema) })
