/** Pieces that several schemas share: ids, instants, encodings, pages. */
import { z } from 'zod'

export const IdSchema = z.uuid()
/** An instant as ISO 8601 in UTC with milliseconds, `2026-11-24T15:00:00.000Z`. */
export const InstantSchema = z.iso.datetime()
/** Bytes as base64url without padding. */
export const Base64UrlSchema = z.string().regex(/^[A-Za-z0-9_-]*$/, 'not base64url')
/** SHA-256 as 64 lower-case hex digits. */
export const Sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in hex')

/** RFC 9457 as Mainstay answers it: `code` is what programs decide on, `title` is what people read. */
export const ProblemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  requestId: z.string(),
})
export type Problem = z.infer<typeof ProblemSchema>

/** The four states of everything that is watched (design: unknown is never ok). */
export const StateSchema = z.enum(['ok', 'warning', 'critical', 'unknown'])
export type State = z.infer<typeof StateSchema>

export const PageQuerySchema = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
})

/** What an instance of the server can be asked to do. */
export const ROLE_NAMES = ['api', 'ingest', 'worker', 'mail', 'recovery'] as const
