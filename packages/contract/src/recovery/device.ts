/** How a device stands with its recovery, as the console and the command line see it. */
import { z } from 'zod'
import { ProofLevelSchema } from '../agent/policy.ts'
import { IdSchema, InstantSchema, Sha256Schema } from '../common/index.ts'
import { ProofResultSchema } from './proof.ts'

const seconds = z.number().nonnegative()

/** null is "not known", never zero. */
export const DeviceRecoverySchema = z.object({
  deviceId: IdSchema,
  hostname: z.string(),
  standing: z.enum(['proven', 'failed', 'unproven', 'not-protected']),
  asked: ProofLevelSchema,
  promised: z.object({ rpoSeconds: seconds, rtoSeconds: seconds }).nullable(),
  rpoSeconds: seconds.nullable(),
  newestBackupAgeSeconds: seconds.nullable(),
  /** What the agent said of its last run, whether it made a restore point or not. Null: none ran yet. */
  lastBackup: z.object({ endedAt: InstantSchema, outcome: z.enum(['done', 'partial', 'failed']), message: z.string() }).nullable(),
  rto: z.object({ last: seconds.nullable(), worst: seconds.nullable() }),
  restorePoints: z.array(
    z.object({
      id: IdSchema,
      snapshotId: Sha256Schema,
      takenAt: InstantSchema,
      receivedAt: InstantSchema.nullable(),
      paths: z.array(z.string()),
      files: z.number(),
      bytes: z.number(),
      bytesAdded: z.number(),
      sampled: z.number().nullable(),
    }),
  ),
  proofs: z.array(
    z.object({ id: IdSchema, restorePointId: IdSchema, at: InstantSchema, expiresAt: InstantSchema, result: ProofResultSchema }),
  ),
})
export type DeviceRecovery = z.infer<typeof DeviceRecoverySchema>

/** `GET /api/clients/:clientId/recovery`: every system of a client, each with its newest restore point only. */
export const ClientRecoverySchema = z.object({ devices: z.array(DeviceRecoverySchema) })
export type ClientRecovery = z.infer<typeof ClientRecoverySchema>
