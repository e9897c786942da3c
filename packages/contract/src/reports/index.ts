/** The monthly report: one view model for the page and the PDF. Page one follows design 4, 9; a part whose records do not exist is absent or says unknown. */
import { z } from 'zod'
import { ProofLevelSchema } from '../agent/policy.ts'
import { IdSchema, InstantSchema, Sha256Schema, StateSchema } from '../common/index.ts'

/** `good` only with a proof that has not expired. */
export const ToneSchema = z.enum(['good', 'attention', 'broken', 'unknown'])
export type Tone = z.infer<typeof ToneSchema>

/** A figure with its source, so that every number links to its record. */
export const FactSchema = z.object({
  label: z.string(),
  value: z.string(),
  tone: ToneSchema,
  note: z.string().nullable(),
  href: z.string().nullable(),
})
export type Fact = z.infer<typeof FactSchema>

/** What a slice adds to the report: facts, exceptions by name, what happened. `slot` says where on page one it stands. */
export const ReportSectionSchema = z.object({
  id: z.string(),
  slot: z.enum(['main', 'side', 'detail']),
  title: z.string(),
  /** One plain sentence that answers the section's question. */
  sentence: z.string(),
  tone: ToneSchema,
  facts: z.array(FactSchema),
  rows: z.array(z.object({ text: z.string(), when: z.string().nullable(), tone: ToneSchema })),
  /** A cell for each day of the month, first to last, e.g. for proofs; empty where the section has none. */
  strip: z.array(z.object({ day: z.string(), tone: ToneSchema, label: z.string() })),
  source: z.string(),
  freshAsOf: InstantSchema.nullable(),
})
export type ReportSection = z.infer<typeof ReportSectionSchema>

export const MonthSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month like 2026-10')

export const ReportViewSchema = z.object({
  id: IdSchema,
  clientId: IdSchema,
  clientName: z.string(),
  providerName: z.string(),
  month: MonthSchema,
  zone: z.string(),
  /** 1 for the first of a month; an approved one is corrected only by the next version, which replaces it. */
  version: z.int().min(1),
  status: z.enum(['draft', 'approved']),
  verdict: z.object({ sentence: z.string(), tone: ToneSchema, trend: z.string() }),
  sections: z.array(ReportSectionSchema),
  /** A person's paragraph; required before approval. Without an author the text is only a suggestion. */
  paragraph: z.object({ text: z.string(), author: z.string().nullable() }),
  dataAsOf: InstantSchema,
  approved: z.object({ by: z.string(), at: InstantSchema }).nullable(),
})
export type ReportView = z.infer<typeof ReportViewSchema>

export const ReportListItemSchema = z.object({
  id: IdSchema,
  clientId: IdSchema,
  clientName: z.string(),
  month: MonthSchema,
  version: z.int().min(1),
  status: z.enum(['draft', 'approved']),
  verdict: z.string(),
  tone: ToneSchema,
  approvedAt: InstantSchema.nullable(),
  /** Of the frozen view model; null for a draft. */
  sha256: Sha256Schema.nullable(),
  /** The approved version that stands now in place of this one. */
  replacedBy: IdSchema.nullable(),
})
export type ReportListItem = z.infer<typeof ReportListItemSchema>
export const ReportListSchema = z.object({ reports: z.array(ReportListItemSchema) })
export const ReportQuerySchema = z.object({ month: MonthSchema.optional(), status: z.enum(['draft', 'approved']).optional() })

/**
 * `replaces`: the approved report of this month that a new version is to correct. Without it, an approved month is left alone.
 * `needsRecords`: refused where nothing was recorded in the month, instead of a draft that says "not known" throughout.
 */
export const DraftRequestSchema = z.object({ month: MonthSchema, replaces: IdSchema.optional(), needsRecords: z.boolean().optional() })
export const ParagraphSchema = z.object({ text: z.string().trim().min(1).max(2000) })
/**
 * `dataAsOf` of the draft that the person read: approval is refused when the draft has changed since.
 * `beforeMonthEnds`: freeze a month that is still running all the same; without it, that is refused.
 */
export const ApproveSchema = z.object({ dataAsOf: InstantSchema.optional(), beforeMonthEnds: z.boolean().optional() })
export const PaperSchema = z.enum(['a4', 'letter'])
export type Paper = z.infer<typeof PaperSchema>

/** `GET /api/reports/:id/unprintable`: texts with signs that the PDF's font does not have; the PDF shows a box for each. */
export const UnprintableSchema = z.object({ texts: z.array(z.object({ text: z.string(), signs: z.array(z.string()) })) })
export type UnprintableTexts = z.infer<typeof UnprintableSchema>

/** `GET /api/clients/:clientId/systems`: what a client's own people see of their systems. No address, no software, no path. */
export const ClientSystemSchema = z.object({
  deviceId: IdSchema,
  hostname: z.string(),
  siteName: z.string(),
  state: StateSchema,
  /** Of its newest backup that was looked into and found clean; null: none was. */
  lastCleanAt: InstantSchema.nullable(),
  standing: z.enum(['proven', 'failed', 'unproven', 'not-protected']),
  /** The newest test that passed: when, how deep, and how long it took to bring the system back. */
  proof: z.object({ at: InstantSchema, level: ProofLevelSchema, seconds: z.number().nonnegative().nullable() }).nullable(),
})
export type ClientSystem = z.infer<typeof ClientSystemSchema>
export const ClientSystemsSchema = z.object({ systems: z.array(ClientSystemSchema) })
export type ClientSystems = z.infer<typeof ClientSystemsSchema>
