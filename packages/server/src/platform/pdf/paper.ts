/** A plain document to be drawn: a title and blocks, one below the other. Nothing here knows what an MSP is. */
import { z } from 'zod'

const text = z.string().max(20_000)

export const BlockSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), text, level: z.union([z.literal(1), z.literal(2)]) }),
  z.object({ kind: z.literal('text'), text, soft: z.boolean().optional() }),
  z.object({ kind: z.literal('list'), items: z.array(text).max(500) }),
  z.object({ kind: z.literal('facts'), rows: z.array(z.tuple([text, text])).max(500) }),
  z.object({
    kind: z.literal('table'),
    /** Shares of the width; `right` for figures. */
    columns: z.array(z.object({ title: text, width: z.number().positive(), right: z.boolean().optional() })).min(1),
    rows: z.array(z.array(text)).max(5000),
  }),
  /** One bar for each, all on one scale, the figure beside it in words. `limit` is drawn as a line through all. */
  z.object({
    kind: z.literal('bars'),
    bars: z.array(z.object({ label: text, value: z.number().nonnegative(), says: text })).max(60),
    limit: z.object({ value: z.number().nonnegative(), says: text }).nullable(),
  }),
])
export type Block = z.infer<typeof BlockSchema>

export const PaperSchema = z.object({
  title: text,
  over: text,
  footer: text,
  author: text,
  /** Of the file itself: the same paper gives the same bytes. */
  date: z.iso.datetime(),
  size: z.enum(['a4', 'letter']),
  blocks: z.array(BlockSchema).max(2000),
})
export type Paper = z.infer<typeof PaperSchema>
