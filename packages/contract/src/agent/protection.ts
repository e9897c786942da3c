/** What a backup policy may ask for beside folders: images of disks, dumps of databases by their own tools, and programs run before and after. */
import { z } from 'zod'
import { Sha256Schema } from '../common/index.ts'

/** A program and its arguments; no shell reads them. */
export const HookSchema = z.strictObject({
  command: z
    .tuple([z.string().startsWith('/').max(4096)], z.string().max(4096))
    .refine((command) => command.length <= 64, 'at most 63 arguments'),
  timeoutSeconds: z.int().min(1).max(86_400),
})
export type Hook = z.infer<typeof HookSchema>

/** Both run as the agent's user. `after` runs however the backup ended; when `before` fails, nothing is backed up. */
export const HooksSchema = z.strictObject({ before: HookSchema.exactOptional(), after: HookSchema.exactOptional() })
export type Hooks = z.infer<typeof HooksSchema>

/** A name that no tool takes for an option. */
const databaseName = z
  .string()
  .max(128)
  .regex(/^[^-\p{Cc}]\P{Cc}*$/u)
const systemUser = z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/)
const port = z.int().min(1).max(65_535)

export const DumpSchema = z.discriminatedUnion('engine', [
  /** Over the local socket. Without a database: all of them, with roles and settings (pg_dumpall). As root, in the name of `user` (postgres). */
  z.strictObject({
    engine: z.literal('postgresql'),
    database: databaseName.exactOptional(),
    port: port.exactOptional(),
    /** Folder of the socket, where it is not the tools' own. */
    socketFolder: z.string().startsWith('/').max(4096).exactOptional(),
    user: systemUser.exactOptional(),
  }),
  /** MySQL and MariaDB, in one transaction; over the local socket. Without a database: all of them. */
  z.strictObject({
    engine: z.literal('mysql'),
    database: databaseName.exactOptional(),
    socket: z.string().startsWith('/').max(4096).exactOptional(),
    user: systemUser.exactOptional(),
  }),
  z.strictObject({ engine: z.literal('sqlite'), path: z.string().startsWith('/').max(4096) }),
])
export type Dump = z.infer<typeof DumpSchema>

/** A disk, partition or volume, by its name below /dev. */
export const DiskImageSchema = z.strictObject({ device: z.string().regex(/^\/dev\/[A-Za-z0-9_][A-Za-z0-9_.:+@/-]{0,250}$/) })
export type DiskImage = z.infer<typeof DiskImageSchema>

/** One stream of a backup: an image or a dump, in a snapshot of its own; `name` is its path there. */
export const BackupPartSchema = z.object({
  kind: z.enum(['image', 'dump']),
  name: z.string().startsWith('/').max(300),
  snapshotId: Sha256Schema,
  bytes: z.number().int().nonnegative(),
})
export type BackupPart = z.infer<typeof BackupPartSchema>

/** `/sda.img`, `/vg-root.img`. */
export function imageName({ device }: DiskImage): string {
  return `/${device.slice('/dev/'.length).replaceAll('/', '-')}.img`
}

/** The tag that ties the snapshots of one backup together. */
export const RUN_TAG = 'mainstay-run='
/** How the names of all dumps begin. */
export const DUMP_PREFIX = '/dump-'

/** `/dump-postgresql-app.dump`: one name for each dump of a policy. */
export function dumpName(dump: Dump): string {
  const plain = (text: string): string => text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^-+/, '')
  switch (dump.engine) {
    case 'postgresql': {
      const cluster = dump.port === undefined ? '' : `-${dump.port}`
      return `${DUMP_PREFIX}postgresql${cluster}-${dump.database === undefined ? 'all.sql' : `${plain(dump.database)}.dump`}`
    }
    case 'mysql':
      return `${DUMP_PREFIX}mysql-${dump.database === undefined ? 'all' : plain(dump.database)}.sql`
    case 'sqlite':
      return `${DUMP_PREFIX}sqlite-${plain(dump.path)}`
  }
}
