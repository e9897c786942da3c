/** What a machine is made of, sent at start, then daily and on change. */
import { z } from 'zod'
import { InstantSchema } from '../common/index.ts'

const text = z.string().max(512)
const maybe = text.nullable()

export const InventorySchema = z.object({
  v: z.literal(1),
  at: InstantSchema,
  hardware: z.object({
    vendor: maybe,
    model: maybe,
    serial: maybe,
    virtual: maybe,
    cpuModel: maybe,
    cpuCount: z.int().positive(),
    memoryBytes: z.number().int().positive(),
  }),
  os: z.object({ family: z.enum(['linux', 'windows', 'darwin']), id: maybe, name: text, version: maybe, kernel: text, arch: text }),
  disks: z
    .array(z.object({ name: text, model: maybe, serial: maybe, bytes: z.number().int().nullable(), rotational: z.boolean().nullable() }))
    .max(256),
  filesystems: z
    .array(z.object({ mountpoint: text, device: text, type: text, bytes: z.number().nullable(), usedBytes: z.number().nullable() }))
    .max(512),
  network: z.array(z.object({ name: text, mac: maybe, addresses: z.array(text).max(64), speedMbit: z.number().nullable() })).max(256),
  software: z.array(z.object({ name: text, version: text, source: text })).max(20_000),
  /** What the agent could not see and why, in words: it runs with what it can. */
  cannotSee: z.array(z.object({ what: text, why: text })).max(64),
})
export type Inventory = z.infer<typeof InventorySchema>
