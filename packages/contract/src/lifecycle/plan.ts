/** Lifecycle on the wire: the refresh plan (design: interfaces, `refresh plan`). */
import { z } from 'zod'

/** `2027-Q1` */
export const QuarterSchema = z.string().regex(/^\d{4}-Q[1-4]$/, 'not a quarter (as 2027-Q1)')

/** Of an asset to be replaced. Money in whole units of one currency. */
export const RefreshAssetSchema = z.strictObject({
  id: z.string().min(1).max(200),
  kind: z.string().max(100),
  cost: z.int().nonnegative().max(1e12),
  /** It is not replaced before. */
  earliest: QuarterSchema,
  /** Inclusive. */
  deadline: QuarterSchema.nullable(),
  /** The cost of each quarter of delay after `earliest`. */
  risk: z.number().nonnegative().max(1e12),
  /** Overrides earliest and deadline. */
  pin: QuarterSchema.nullable(),
  /** Assets of one bundle go in one quarter. */
  bundle: z.string().min(1).max(200).nullable(),
})
export type RefreshAsset = z.infer<typeof RefreshAssetSchema>

export const RefreshPlanSchema = z.discriminatedUnion('feasible', [
  z.object({
    feasible: z.literal(true),
    /** The sum of risk x quarters after earliest. */
    objective: z.number(),
    /** No plan can be below; null when nothing was proven. */
    bound: z.number().nullable(),
    quarters: z.array(z.object({ quarter: QuarterSchema, spend: z.number(), assets: z.array(z.string()) })),
  }),
  z.object({
    feasible: z.literal(false),
    /** Null where no cap helps. */
    smallestCap: z.number().nullable(),
    /** `smallest`: that it is impossible, and that no smaller cap works; `nothing`: a plan under this cap was only not found. */
    proven: z.enum(['smallest', 'impossible', 'nothing']),
    why: z.string(),
  }),
])
export type RefreshPlan = z.infer<typeof RefreshPlanSchema>
