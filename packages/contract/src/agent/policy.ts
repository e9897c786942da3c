/** The signed policy of a device: what its agent collects, protects and may be told. It travels as the args of an envelope of kind `policy`. */
import { z } from 'zod'
import { ProofChecksSchema } from '../recovery/checks.ts'
import { Sha256Schema } from '../common/index.ts'
import { DiskImageSchema, DumpSchema, dumpName, HooksSchema, imageName } from './protection.ts'

export const ProofLevelSchema = z.enum(['L0', 'L1', 'L2', 'L3', 'L4', 'L5'])
export type ProofLevel = z.infer<typeof ProofLevelSchema>

const EVERY = 'a backup is made every 5 to 44640 minutes, a whole number'

const BackupPolicyFields = z.object({
  /** Folders, of which each brings its own file system and no other. Empty when disks are imaged. */
  paths: z.array(z.string().startsWith('/').max(4096)).max(64),
  /** Whole disks instead of folders; the server starts from the first one. */
  images: z.array(DiskImageSchema).min(1).max(16).exactOptional(),
  /** Consistent copies of databases, made in front of the rest. */
  dumps: z.array(DumpSchema).max(64).exactOptional(),
  hooks: HooksSchema.exactOptional(),
  excludes: z.array(z.string().max(4096)).max(256),
  /** Up to 31 days. */
  everyMinutes: z.int(EVERY).min(5, EVERY).max(44_640, EVERY),
  rpoSeconds: z.int().positive(),
  rtoSeconds: z.int().positive(),
  proofLevel: ProofLevelSchema,
  /** A passed proof counts for so many days (default 31). */
  proofExpiryDays: z.int().min(1).max(366),
  /** How many files the agent hashes by itself at backup time. */
  sampleFiles: z.int().min(1).max(10_000),
  /** What the server's own services must answer when it was started from its backup (L4). */
  checks: ProofChecksSchema.exactOptional(),
})

export const BackupPolicySchema = BackupPolicyFields.superRefine(({ paths, images = [], dumps = [] }, issues) => {
  if (paths.length > 0 === images.length > 0)
    issues.addIssue({ code: 'custom', path: ['paths'], message: 'a backup is of folders or of disks: name one kind' })
  const names = [...images.map(imageName), ...dumps.map(dumpName)]
  const twice = names.find((name, n) => names.indexOf(name) !== n)
  if (twice !== undefined) issues.addIssue({ code: 'custom', path: ['dumps'], message: `${twice} would be written twice` })
})
export type BackupPolicy = z.infer<typeof BackupPolicySchema>

export const DevicePolicySchema = z.object({
  v: z.literal(1),
  /** Grows with every change; an agent never goes back to a smaller one. */
  revision: z.int().positive(),
  collection: z.object({ intervalSeconds: z.int().min(1).max(3600) }),
  backup: BackupPolicySchema.nullable(),
  /** SHA-256 of the programs that may run; null where the policy does not pin one. */
  programs: z.object({ agent: Sha256Schema.nullable(), restic: Sha256Schema.nullable() }),
  /** An envelope for more devices than this needs two signatures. */
  fanOutLimit: z.int().positive(),
})
export type DevicePolicy = z.infer<typeof DevicePolicySchema>
