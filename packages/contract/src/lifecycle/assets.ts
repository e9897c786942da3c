/** Assets on the wire: everything with an age, with an agent or without. Money in whole minor units of the client's one currency. */
import { z } from 'zod'
import { IdSchema, InstantSchema } from '../common/index.ts'
import { CurrencySchema, DateSchema, MinorSchema } from '../recommendations/index.ts'
import { QuarterSchema } from './plan.ts'

export const ASSET_KINDS = [
  'server',
  'virtual-machine',
  'workstation',
  'laptop',
  'mobile',
  'firewall',
  'switch',
  'access-point',
  'storage',
  'ups',
  'printer',
  'software',
  'other',
] as const
export const AssetKindSchema = z.enum(ASSET_KINDS)
export type AssetKind = z.infer<typeof AssetKindSchema>

/** "Supported, no end announced" and "not known" are different values. */
export const SupportSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ends'), product: z.string(), on: DateSchema, extendedTo: DateSchema.nullable() }),
  /** `on` null: ended, the date was not recorded. */
  z.object({ kind: z.literal('ended'), product: z.string(), on: DateSchema.nullable(), extendedTo: DateSchema.nullable() }),
  z.object({ kind: z.literal('no-end-announced'), product: z.string() }),
  z.object({ kind: z.literal('not-known'), why: z.string() }),
])
export type Support = z.infer<typeof SupportSchema>

/** What a person may set. */
export const AssetFieldsSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  kind: AssetKindSchema,
  serial: z.string().trim().max(200),
  vendor: z.string().trim().max(200),
  model: z.string().trim().max(200),
  /** Operating system or product with its version, as `windows-server 2019` or `FortiOS 7.4`. */
  system: z.string().trim().max(200),
  purchasedOn: DateSchema.nullable(),
  priceMinor: MinorSchema.nullable(),
  warrantyUntil: DateSchema.nullable(),
  /** Null: the client's for this kind. */
  lifeMonths: z.int().min(1).max(600).nullable(),
  /** Null: the client's price for this kind, else what it cost. */
  replacementMinor: MinorSchema.nullable(),
  /** Paid support that was bought, beyond the end of the free one. */
  supportBoughtTo: DateSchema.nullable(),
  bundle: z.string().trim().max(100),
  note: z.string().trim().max(2000),
})
export type AssetFields = z.infer<typeof AssetFieldsSchema>

export const ReasonSchema = z.object({
  kind: z.enum(['age', 'warranty', 'support']),
  on: DateSchema,
  passed: z.boolean(),
  text: z.string(),
})
export type AgeReason = z.infer<typeof ReasonSchema>

export const AssetSchema = AssetFieldsSchema.extend({
  id: IdSchema,
  clientId: IdSchema,
  revision: z.int().positive(),
  source: z.enum(['agent', 'csv', 'hand']),
  deviceId: IdSchema.nullable(),
  pin: QuarterSchema.nullable(),
  retiredAt: InstantSchema.nullable(),
  /** False where `system` is what its agent says, or empty. */
  systemIsWritten: z.boolean(),
  support: SupportSchema,
  life: z.object({ months: z.int().positive(), isDefault: z.boolean(), endsOn: DateSchema.nullable() }),
  replacement: z.object({ minor: MinorSchema.nullable(), from: z.enum(['asset', 'list', 'purchase', 'nothing']) }),
  /** Each by itself, soonest first. */
  reasons: z.array(ReasonSchema),
  /** `unknown`: neither an age nor an end of support is known. */
  standing: z.enum(['good', 'soon', 'overdue', 'unknown']),
})
export type Asset = z.infer<typeof AssetSchema>
export const AssetListSchema = z.object({ currency: CurrencySchema, assets: z.array(AssetSchema) })
export type AssetList = z.infer<typeof AssetListSchema>

export const EditAssetSchema = z.strictObject({ fields: AssetFieldsSchema, revision: z.int().positive() })

/** `apply` false: says what would happen. Nothing is imported while a row has a problem. */
export const ImportAssetsSchema = z.strictObject({ csv: z.string().min(1).max(2_000_000), apply: z.boolean() })
export const ImportProblemSchema = z.object({ row: z.int().positive(), column: z.string(), text: z.string() })
export type ImportProblem = z.infer<typeof ImportProblemSchema>
export const ImportAnswerSchema = z.object({
  applied: z.boolean(),
  rows: z.int().nonnegative(),
  added: z.array(z.string()),
  changed: z.array(z.string()),
  problems: z.array(ImportProblemSchema),
})
export type ImportAnswer = z.infer<typeof ImportAnswerSchema>

const perKind = <T extends z.ZodType>(value: T) => z.partialRecord(AssetKindSchema, value)

/** Of one client: what its plan is made with. */
export const LifecycleSettingsSchema = z.strictObject({
  revision: z.int().nonnegative(),
  currency: CurrencySchema,
  capMinor: MinorSchema,
  quarters: z.int().min(4).max(20),
  /** Useful life in months, where it is not the usual one. */
  lives: perKind(z.int().min(1).max(600)),
  /** What a replacement costs. */
  prices: perKind(MinorSchema),
})
export type LifecycleSettings = z.infer<typeof LifecycleSettingsSchema>
