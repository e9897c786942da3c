/** A client's refresh plan and budget on the wire. */
import { z } from 'zod'
import { IdSchema, InstantSchema, Sha256Schema } from '../common/index.ts'
import { CurrencySchema, DateSchema, MinorSchema } from '../recommendations/index.ts'
import { AssetKindSchema } from './assets.ts'
import { QuarterSchema } from './plan.ts'

export const PlannedAssetSchema = z.object({
  id: IdSchema,
  name: z.string(),
  kind: AssetKindSchema,
  minor: MinorSchema,
  pinned: z.boolean(),
  bundle: z.string(),
  deadline: QuarterSchema.nullable(),
  /** Why it is in the plan, in words. */
  why: z.string(),
})
export type PlannedAsset = z.infer<typeof PlannedAssetSchema>

export const PlanQuarterSchema = z.object({ quarter: QuarterSchema, spendMinor: MinorSchema, assets: z.array(PlannedAssetSchema) })
export type PlanQuarter = z.infer<typeof PlanQuarterSchema>

export const ClientPlanSchema = z.object({
  clientId: IdSchema,
  clientName: z.string(),
  currency: CurrencySchema,
  capMinor: MinorSchema,
  from: QuarterSchema,
  to: QuarterSchema,
  /** Null: not possible under this cap. */
  quarters: z.array(PlanQuarterSchema).nullable(),
  impossible: z.object({ why: z.string(), smallestCapMinor: MinorSchema.nullable() }).nullable(),
  /** The worth of waiting that the plan keeps small, in the plan's currency. */
  waitingMinor: z.number().nonnegative().nullable(),
  totalMinor: MinorSchema,
  /** What is not in the plan, and why: nothing is dropped in silence. */
  left: z.array(z.object({ id: IdSchema, name: z.string(), why: z.string() })),
  /** The lives, prices and rules that were used. */
  assumptions: z.array(z.string()),
})
export type ClientPlan = z.infer<typeof ClientPlanSchema>

/** A plan as it is read, under the hash by which it is approved: of its very text. */
export const OfferedPlanSchema = ClientPlanSchema.extend({ sha256: Sha256Schema })
export type OfferedPlan = z.infer<typeof OfferedPlanSchema>

/** `quarter` null takes the pin away. */
export const PinsSchema = z.strictObject({
  pins: z
    .array(z.strictObject({ assetId: IdSchema, quarter: QuarterSchema.nullable() }))
    .min(1)
    .max(500),
})
export type Pins = z.infer<typeof PinsSchema>['pins']

/** `waitingMinor` after less before: what the move costs in waiting. */
export const TryPlanSchema = z.object({ plan: ClientPlanSchema, costMinor: z.number().nullable(), overCap: z.array(QuarterSchema) })
export type TryPlan = z.infer<typeof TryPlanSchema>

/** Of the plan that the person read: two plans of one sum are two plans. */
export const ApprovePlanSchema = z.strictObject({ sha256: Sha256Schema })
export const ApprovedPlanSchema = z.object({
  id: IdSchema,
  at: InstantSchema,
  by: z.string(),
  sha256: Sha256Schema,
  plan: ClientPlanSchema,
})
export type ApprovedPlan = z.infer<typeof ApprovedPlanSchema>

/** `GET /api/clients/:clientId/budget`: the newest approved plan. */
export const BudgetSchema = z.object({ approved: ApprovedPlanSchema.nullable(), today: DateSchema })
export type Budget = z.infer<typeof BudgetSchema>
