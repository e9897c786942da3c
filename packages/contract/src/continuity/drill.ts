/** Drills of a disaster-recovery plan: planned, held, with the times that were reached. */
import { z } from 'zod'
import { ProofLevelSchema } from '../agent/policy.ts'
import { IdSchema, InstantSchema } from '../common/index.ts'
import { ProofVerdictSchema } from '../recovery/proof.ts'

export const DrillKindSchema = z.enum(['tabletop', 'partial', 'full'])
export type DrillKind = z.infer<typeof DrillKindSchema>

export const DrillResultSchema = z.object({
  deviceId: IdSchema.nullable(),
  name: z.string().max(120),
  verdict: ProofVerdictSchema,
  /** Until it was back; null: not known. */
  seconds: z.number().nonnegative().nullable(),
  /** Age of what came back; null: not known. */
  dataAgeSeconds: z.number().nonnegative().nullable(),
  note: z.string().max(500),
  /** The extraction test that this was taken from; null: a person says so. */
  proof: z.object({ id: IdSchema, at: InstantSchema, level: ProofLevelSchema.nullable() }).nullable(),
})
export type DrillResult = z.infer<typeof DrillResultSchema>

export const DrillOutcomeSchema = z.enum(['passed', 'partly', 'failed'])
export type DrillOutcome = z.infer<typeof DrillOutcomeSchema>

export const DrillSchema = z.object({
  id: IdSchema,
  clientId: IdSchema,
  kind: DrillKindSchema,
  state: z.enum(['planned', 'held', 'cancelled']),
  plannedOn: z.iso.date(),
  who: z.string(),
  plannedBy: z.string(),
  held: z
    .object({
      on: z.iso.date(),
      outcome: DrillOutcomeSchema,
      story: z.string(),
      results: z.array(DrillResultSchema),
      /** Taken from the extraction tests of a time: each system was started by itself, not all together. */
      fromProofs: z.object({ from: InstantSchema, to: InstantSchema }).nullable(),
      /** The version of the plan that was in force. */
      planVersion: z.int().positive().nullable(),
      recordedBy: z.string(),
      recordedAt: InstantSchema,
    })
    .nullable(),
})
export type Drill = z.infer<typeof DrillSchema>

export const NewDrillSchema = z.strictObject({ kind: DrillKindSchema, plannedOn: z.iso.date(), who: z.string().trim().min(1).max(300) })
export type NewDrill = z.infer<typeof NewDrillSchema>

const stated = z.strictObject({
  deviceId: IdSchema.nullable(),
  name: z.string().trim().min(1).max(120),
  verdict: ProofVerdictSchema,
  seconds: z.number().nonnegative().max(31_536_000).nullable(),
  dataAgeSeconds: z.number().nonnegative().nullable(),
  note: z.string().trim().max(500),
})

/** What people say of a drill, or the time whose extraction tests it is taken from: those results nobody types. */
export const RecordDrillSchema = z.strictObject({
  heldOn: z.iso.date(),
  story: z.string().trim().min(1).max(4000),
  by: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('people'), outcome: DrillOutcomeSchema, results: z.array(stated).max(200) }),
    z.strictObject({ kind: z.literal('proofs'), from: InstantSchema, to: InstantSchema }),
  ]),
})
export type RecordDrill = z.infer<typeof RecordDrillSchema>
