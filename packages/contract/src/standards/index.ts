/** Best-practice checks of a client on the wire: state, evidence, expiry, and what each is evidence for. */
import { z } from 'zod'
import { DateSchema } from '../recommendations/index.ts'
import { IdSchema, InstantSchema } from '../common/index.ts'

export const CheckAreaSchema = z.enum([
  'recovery',
  'identity',
  'updates',
  'mail',
  'endpoint',
  'admin',
  'network',
  'physical',
  'equipment',
  'documents',
  'people',
])
export type CheckArea = z.infer<typeof CheckAreaSchema>

/** `unknown`: nobody has looked, the records do not say, or what was said has expired. It is never met. */
export const CheckStateSchema = z.enum(['met', 'not-met', 'unknown', 'not-applicable'])
export type CheckState = z.infer<typeof CheckStateSchema>

/** Sections by number; evidence for them, never a claim to comply. */
export const MappingsSchema = z.object({
  /** NIST Cybersecurity Framework 2.0, subcategories. */
  nist: z.array(z.string()),
  /** 45 CFR 164. */
  hipaa: z.array(z.string()),
  /** 16 CFR 314.4. */
  ftc: z.array(z.string()),
})
export type Mappings = z.infer<typeof MappingsSchema>

export const CheckResultSchema = z.object({
  id: z.string(),
  area: CheckAreaSchema,
  title: z.string(),
  why: z.string(),
  how: z.enum(['records', 'person']),
  state: CheckStateSchema,
  /** What the records say, or what the person wrote. */
  evidence: z.string(),
  /** Of how many; null where it is not about a number of things. */
  sample: z.object({ met: z.int(), of: z.int() }).nullable(),
  exceptions: z.array(z.string()),
  /** Of a person's answer. */
  by: z.string().nullable(),
  at: InstantSchema.nullable(),
  expiresOn: DateSchema.nullable(),
  mappings: MappingsSchema,
})
export type CheckResult = z.infer<typeof CheckResultSchema>

export const ClientStandardsSchema = z.object({
  clientId: IdSchema,
  clientName: z.string(),
  zone: z.string(),
  asOf: InstantSchema,
  /** Counts, with unknown apart. */
  counts: z.object({ met: z.int(), notMet: z.int(), unknown: z.int(), notApplicable: z.int() }),
  checks: z.array(CheckResultSchema),
})
export type ClientStandards = z.infer<typeof ClientStandardsSchema>

export const NewCheckAnswerSchema = z.strictObject({
  state: CheckStateSchema.exclude(['unknown']),
  evidence: z.string().trim().min(1).max(2000),
})
export type NewCheckAnswer = z.infer<typeof NewCheckAnswerSchema>
