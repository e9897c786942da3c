/** What a machine is made of, sent at start, then daily and on change. */
import { z } from 'zod'
import { InstantSchema } from '../common/index.ts'
import { DumpSchema } from './protection.ts'

const text = z.string().max(512)
const maybe = text.nullable()

/** What is worth protecting here, as the agent found it by looking. */
export const WorthProtectingSchema = z.object({
  databases: z
    .array(
      z.object({
        engine: z.enum(['postgresql', 'mysql', 'sqlite']),
        /** Null where it is not known, and for SQLite. */
        port: z.int().nullable(),
        /** The folder of its files, or the file of a SQLite database. */
        path: maybe,
        /** Runs in a container: its tools and its socket are in there. */
        inContainer: z.boolean(),
        /** How its tools reach it; null where they cannot. */
        dump: DumpSchema.nullable(),
      }),
    )
    .max(64),
  /** The largest folders that hold data of their own; `atLeast`: there was more than could be counted in time. */
  folders: z.array(z.object({ path: text, bytes: z.number().nonnegative(), atLeast: z.boolean() })).max(64),
  /** Of Docker, by their folders. */
  volumes: z.array(z.object({ name: text, path: text })).max(256),
  /** What the agent would protect if it were asked: the whole system, and a dump of each database. */
  proposal: z.object({ paths: z.array(text).max(64), excludes: z.array(text).max(64), dumps: z.array(DumpSchema).max(64) }),
})
export type WorthProtecting = z.infer<typeof WorthProtectingSchema>

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
  /** Not there: this agent does not look (Windows, macOS). */
  protection: WorthProtectingSchema.exactOptional(),
  /** What the agent could not see and why, in words: it runs with what it can. */
  cannotSee: z.array(z.object({ what: text, why: text })).max(64),
})
export type Inventory = z.infer<typeof InventorySchema>
