/** Devices: the machines of a client. The list with states is monitoring's (`DeviceListSchema` there). */
import { z } from 'zod'
import { DevicePolicySchema } from '../agent/policy.ts'
import { InventorySchema } from '../agent/inventory.ts'
import { IdSchema, InstantSchema } from '../common/index.ts'

export const DeviceSchema = z.object({
  id: IdSchema,
  clientId: IdSchema,
  siteId: IdSchema,
  hostname: z.string(),
  os: z.enum(['linux', 'windows', 'darwin']),
  arch: z.string(),
  agentVersion: z.string(),
  enrolledAt: InstantSchema,
  lastSeenAt: InstantSchema.nullable(),
  /** What the agent's clock differed from the server's at the last batch. */
  clockSkewSeconds: z.number().nullable(),
})
export type Device = z.infer<typeof DeviceSchema>

/** The policy that a person signed and the agent applied; `draft` waits for a signature (`mainstay sign`). */
export const DeviceDetailSchema = DeviceSchema.extend({
  clientName: z.string(),
  siteName: z.string(),
  inventory: InventorySchema.nullable(),
  policy: z.object({ applied: DevicePolicySchema.nullable(), appliedAt: InstantSchema.nullable(), draft: DevicePolicySchema.nullable() }),
})
export type DeviceDetail = z.infer<typeof DeviceDetailSchema>

/** What a person may change of a policy in the console; it becomes a draft that a signer signs. */
export const PolicyChangeSchema = DevicePolicySchema.pick({ collection: true, backup: true })
export type PolicyChange = z.infer<typeof PolicyChangeSchema>
export const PolicyDraftAnswerSchema = z.object({ envelopeId: IdSchema, revision: z.int(), signWith: z.string() })
