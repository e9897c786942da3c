/** What a policy leaves unprotected on a machine, by what its agent saw there. Pure. */
import type { BackupPolicy, Dump, Inventory, WorthProtecting } from '@mainstay/contract/agent'
import type { Coverage, Uncovered } from '@mainstay/contract/recovery'

type Filesystem = Inventory['filesystems'][number]
type Database = WorthProtecting['databases'][number]

export function coverageOf(inventory: Inventory | null, policy: BackupPolicy | null): Coverage {
  const seen = inventory?.protection
  if (inventory === null || seen === undefined) return { seenAt: null, notProtected: [], proposal: null, disks: [] }
  const disks = inventory.disks.map(({ name, bytes }) => ({ device: `/dev/${name}`, bytes }))
  return { seenAt: inventory.at, notProtected: notProtected(inventory, seen, policy), proposal: seen.proposal, disks }
}

function notProtected(inventory: Inventory, seen: WorthProtecting, policy: BackupPolicy | null): Uncovered[] {
  const { filesystems } = inventory
  const missing = filesystems.flatMap((one) => filesystemGap(one, filesystems, policy) ?? [])
  const whole = new Set(missing.map(({ name }) => name))
  // What lies on a file system that is named already is not named again.
  const isNamed = (path: string): boolean => whole.has(filesystemOf(path, filesystems)?.mountpoint ?? '')
  const folders = seen.folders
    .filter(({ path }) => !isNamed(path) && !isCovered(path, filesystems, policy))
    .map(
      ({ path, bytes, atLeast }): Uncovered => ({
        kind: 'folder',
        name: path,
        why: atLeast ? 'a large folder, counted in part' : 'a large folder',
        bytes,
      }),
    )
  const volumes = seen.volumes
    .filter(({ path }) => !isNamed(path) && !isCovered(path, filesystems, policy))
    .map(({ name }): Uncovered => ({ kind: 'volume', name: `Docker volume ${name}`, why: 'its folder is in no backup', bytes: null }))
  return [...missing, ...seen.databases.flatMap((one) => databaseGap(one, policy) ?? []), ...folders, ...volumes]
}

function filesystemGap(
  { mountpoint, device, usedBytes }: Filesystem,
  all: readonly Filesystem[],
  policy: BackupPolicy | null,
): Uncovered | null {
  if (isCovered(mountpoint, all, policy)) return null
  const gap = (why: string): Uncovered => ({ kind: 'filesystem', name: mountpoint, why, bytes: usedBytes })
  if (policy === null) return gap('nothing is backed up')
  if (policy.images !== undefined) return gap(`${device} is on none of the disks that are imaged, as far as its name says`)
  const within = policy.paths.filter((path) => path !== mountpoint && filesystemOf(path, all)?.mountpoint === mountpoint)
  if (within.length > 0) return gap(`only ${within.join(', ')} of it`)
  return gap(mountpoint === '/' ? 'the system itself' : 'a file system of its own: its folder must be named')
}

/** A backup of folders never goes from one file system into another. */
function isCovered(path: string, all: readonly Filesystem[], policy: BackupPolicy | null): boolean {
  const home = filesystemOf(path, all)
  if (policy === null || home === null) return false
  if (policy.images !== undefined) return policy.images.some((image) => isOn(home.device, image.device))
  if (policy.excludes.some((pattern) => pattern.startsWith('/') && isWithin(path, pattern.replace(/\/\*+$/, '')))) return false
  return policy.paths.some((root) => isWithin(path, root) && filesystemOf(root, all)?.mountpoint === home.mountpoint)
}

function filesystemOf(path: string, all: readonly Filesystem[]): Filesystem | null {
  return all.filter(({ mountpoint }) => isWithin(path, mountpoint)).toSorted((a, b) => b.mountpoint.length - a.mountpoint.length)[0] ?? null
}

/** `/dev/sda2` and `/dev/nvme0n1p2` lie on the disk whose name they begin with. */
function isOn(device: string, disk: string): boolean {
  return device === disk || (device.startsWith(disk) && /^p?\d+$/.test(device.slice(disk.length)))
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}

const NAMES = { postgresql: 'PostgreSQL', mysql: 'MySQL or MariaDB', sqlite: 'SQLite' }
const POSTGRESQL_PORT = 5432

function databaseGap(database: Database, policy: BackupPolicy | null): Uncovered | null {
  const { engine, port, path, inContainer } = database
  if (policy?.dumps?.some((dump) => isDumpOf(dump, database)) === true) return null
  const where = engine === 'sqlite' ? ` file ${path ?? ''}` : port === null ? '' : ` on port ${port}`
  const why = inContainer
    ? 'it runs in a container: no dump can be made from outside; let a program before the backup make one'
    : 'no dump of it is asked for; copied while it runs, its files may not fit together'
  return { kind: 'database', name: `${NAMES[engine]}${where}`, why, bytes: null }
}

/** A dump of one database of several covers what a person chose: that is not questioned here. */
function isDumpOf(dump: Dump, { engine, port, path, inContainer }: Database): boolean {
  if (inContainer || dump.engine !== engine) return false
  if (dump.engine === 'sqlite') return dump.path === path
  if (dump.engine === 'mysql') return true
  return (dump.port ?? POSTGRESQL_PORT) === (port ?? POSTGRESQL_PORT)
}
