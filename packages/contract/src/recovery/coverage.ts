/** What a device's policy does not protect, by what its agent saw there, and what the agent would protect if it were asked. */
import { z } from 'zod'
import { WorthProtectingSchema } from '../agent/inventory.ts'
import { InstantSchema } from '../common/index.ts'

export const UncoveredSchema = z.object({
  kind: z.enum(['filesystem', 'folder', 'volume', 'database']),
  /** `/srv`, `PostgreSQL on port 5432`. */
  name: z.string(),
  why: z.string(),
  /** Null: not known. */
  bytes: z.number().nonnegative().nullable(),
})
export type Uncovered = z.infer<typeof UncoveredSchema>

/** `GET /api/devices/:deviceId/recovery/coverage`. `seenAt` null: its agent has not looked, so nothing can be said. */
export const CoverageSchema = z.object({
  seenAt: InstantSchema.nullable(),
  notProtected: z.array(UncoveredSchema),
  proposal: WorthProtectingSchema.shape.proposal.nullable(),
  disks: z.array(z.object({ device: z.string(), bytes: z.number().nullable() })),
})
export type Coverage = z.infer<typeof CoverageSchema>
