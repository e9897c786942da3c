/** Recommendations and the client's decisions on the wire (design: semantics, 8). Money in whole minor units of one currency. */
import { z } from 'zod'
import { IdSchema, InstantSchema, Sha256Schema } from '../common/index.ts'

export const MinorSchema = z.int().nonnegative().max(1e13)
export const CurrencySchema = z.string().regex(/^[A-Z]{3}$/, 'a currency like USD')
export const DateSchema = z.iso.date()

export const AreaSchema = z.enum(['recovery', 'security', 'mail', 'updates', 'equipment', 'network', 'people', 'documents', 'other'])
export type Area = z.infer<typeof AreaSchema>

export const OptionSchema = z.strictObject({
  title: z.string().trim().min(1).max(120),
  text: z.string().trim().max(1000),
  onceMinor: MinorSchema,
  monthlyMinor: MinorSchema,
})
export type Option = z.infer<typeof OptionSchema>

/** What is put to the client; frozen from then on. */
export const ContentSchema = z.strictObject({
  title: z.string().trim().min(1).max(160),
  area: AreaSchema,
  why: z.string().trim().min(1).max(4000),
  /** What can happen without it, in words. */
  risk: z.string().trim().min(1).max(2000),
  /** What that would cost, from the client's own figures; null where nobody has worked it out. */
  riskMinor: MinorSchema.nullable(),
  currency: CurrencySchema,
  /** The first is the one that is advised. */
  options: z.array(OptionSchema).min(1).max(5),
  answerBy: DateSchema.nullable(),
  /** What it protects: an incident of these later stands beside a decline. Empty: the whole client. */
  deviceIds: z.array(IdSchema).max(500),
})
export type Content = z.infer<typeof ContentSchema>

/** The record of another slice that it comes from, e.g. a check that failed. */
export const OriginSchema = z.strictObject({ slice: z.enum(['standards', 'lifecycle', 'recovery']), ref: z.string().max(200) })
export type Origin = z.infer<typeof OriginSchema>

export const AnswerWordSchema = z.enum(['accepted', 'declined', 'deferred'])
export type AnswerWord = z.infer<typeof AnswerWordSchema>

export const DecisionSchema = z.object({
  answer: AnswerWordSchema,
  /** Of the options, from 0; null unless accepted. */
  option: z.int().nonnegative().nullable(),
  /** The client's own words. */
  words: z.string(),
  by: z.string(),
  identified: z.string(),
  at: InstantSchema,
  /** When it comes back; null where it was accepted. */
  reviewOn: DateSchema.nullable(),
  /** Of the receipt's text. */
  sha256: Sha256Schema,
})
export type Decision = z.infer<typeof DecisionSchema>

export const RecommendationStateSchema = z.enum(['draft', 'waiting', 'accepted', 'declined', 'deferred', 'superseded'])
export type RecommendationState = z.infer<typeof RecommendationStateSchema>

export const RecommendationSchema = z.object({
  id: IdSchema,
  clientId: IdSchema,
  clientName: z.string(),
  zone: z.string(),
  state: RecommendationStateSchema,
  revision: z.int().positive(),
  content: ContentSchema,
  origin: OriginSchema.nullable(),
  createdBy: z.string(),
  createdAt: InstantSchema,
  /** `sha256` is that of the frozen text. */
  presented: z.object({ by: z.string(), at: InstantSchema, sha256: Sha256Schema }).nullable(),
  decision: DecisionSchema.nullable(),
  supersedes: IdSchema.nullable(),
  supersededBy: IdSchema.nullable(),
  reviews: z.array(z.object({ at: InstantSchema, by: z.string(), note: z.string(), nextOn: DateSchema })),
  /** When a declined or deferred one is looked at again. */
  reviewOn: DateSchema.nullable(),
  reviewDue: z.boolean(),
})
export type Recommendation = z.infer<typeof RecommendationSchema>
export const RecommendationListSchema = z.object({ recommendations: z.array(RecommendationSchema) })
export const RecommendationQuerySchema = z.object({ clientId: IdSchema.optional(), state: RecommendationStateSchema.optional() })

export const NewRecommendationSchema = z.strictObject({
  content: ContentSchema,
  supersedes: IdSchema.optional(),
  origin: OriginSchema.optional(),
})
/** `revision` is the one that the person had before them. */
export const EditRecommendationSchema = z.strictObject({ content: ContentSchema, revision: z.int().positive() })
export const PresentSchema = z.strictObject({ revision: z.int().positive() })
export const ReviewSchema = z.strictObject({ note: z.string().trim().min(1).max(1000), nextOn: DateSchema })
export const NewLinkSchema = z.strictObject({ personId: IdSchema })
/** `path` opens the decision in the portal, for this person, once. */
export const LinkSchema = z.object({ path: z.string(), personName: z.string(), expiresAt: InstantSchema })
export const DecidersSchema = z.object({ people: z.array(z.object({ id: IdSchema, name: z.string() })) })

/** `GET /api/portal/decisions`: only what was put to the client. */
export const PortalDecisionSchema = RecommendationSchema.pick({
  id: true,
  clientId: true,
  clientName: true,
  zone: true,
  content: true,
  decision: true,
  reviewOn: true,
}).extend({
  state: RecommendationStateSchema.exclude(['draft']),
  presented: z.object({ by: z.string(), at: InstantSchema, sha256: Sha256Schema }),
})
export type PortalDecision = z.infer<typeof PortalDecisionSchema>
export const PortalDecisionListSchema = z.object({ decisions: z.array(PortalDecisionSchema) })
export const LinkQuerySchema = z.object({ link: z.string().max(100).optional() })

/** `sha256` names what was read: a decision about anything else is refused. */
export const AnswerSchema = z.strictObject({
  sha256: Sha256Schema,
  answer: AnswerWordSchema,
  option: z.int().nonnegative().max(4).nullable(),
  /** Of a deferral: when to ask again. */
  until: DateSchema.nullable(),
  words: z.string().trim().max(1000),
  link: z.string().max(100).nullable(),
})
export type Answer = z.infer<typeof AnswerSchema>

/** `GET /api/clients/:clientId/standing`: good only with every system proven and a copy elsewhere; declined is never good. */
export const StandingSchema = z.object({
  standing: z.enum(['good', 'declined', 'not-good', 'unknown']),
  reasons: z.array(
    z.object({ text: z.string(), tone: z.enum(['good', 'attention', 'broken', 'unknown']), recommendationId: IdSchema.nullable() }),
  ),
})
export type Standing = z.infer<typeof StandingSchema>

/** What was declined before something happened that it speaks of. */
export const AdvisedQuerySchema = z.object({ before: InstantSchema, deviceId: IdSchema.optional() })
