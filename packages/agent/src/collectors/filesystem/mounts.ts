/** Chooses from /proc/self/mountinfo the filesystems that hold data on this machine: one entry for each, whatever is bound where. */
import type { Filesystem } from './usage.ts'

/** Local filesystems with space of their own. Others hold no data, live in memory, are always full (squashfs), or lie on another
 * machine: a dead NFS server would hang the whole agent in statfs. */
const LOCAL = new Set(
  'ext2 ext3 ext4 xfs btrfs zfs f2fs jfs reiserfs bcachefs nilfs2 vfat exfat ntfs ntfs3 fuseblk hfsplus apfs ufs'.split(' '),
)
/** Single files that container engines bind in from the host's disk. */
const CONTAINER_FILES = new Set(['/etc/hosts', '/etc/hostname', '/etc/resolv.conf'])
const MOST_FILESYSTEMS = 64

export function localFilesystems(mountinfo: string): Filesystem[] {
  const byDevice = new Map<string, Filesystem & { root: string }>()
  for (const line of mountinfo.split('\n')) {
    const mount = parseLine(line)
    if (mount === null) continue
    // A container's own root is an overlay: it is reported when it is `/` itself, and never for the containers of a host.
    if (!LOCAL.has(mount.type) && !(mount.type === 'overlay' && mount.mountpoint === '/')) continue
    if (CONTAINER_FILES.has(mount.mountpoint)) continue
    const known = byDevice.get(mount.id)
    if (known === undefined || isBetter(mount, known)) byDevice.set(mount.id, mount)
  }
  return [...byDevice.values()]
    .slice(0, MOST_FILESYSTEMS)
    .map(({ device, mountpoint, type, readOnly }) => ({ device, mountpoint, type, readOnly }))
}

type Mount = Filesystem & { id: string; root: string }

/** The mount of the filesystem's own root is the true one; among bind mounts, the shortest path. */
function isBetter(mount: Mount, known: { root: string; mountpoint: string }): boolean {
  if ((mount.root === '/') !== (known.root === '/')) return mount.root === '/'
  return mount.mountpoint.length < known.mountpoint.length
}

/** `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue` (proc_pid_mountinfo(5)). */
function parseLine(line: string): Mount | null {
  const [before, after] = line.split(' - ')
  const fields = (before ?? '').split(' ')
  const [type, device, superOptions] = (after ?? '').split(' ')
  const [, , majorMinor, root, mountpoint, options] = fields
  if (majorMinor === undefined || root === undefined || mountpoint === undefined || type === undefined || device === undefined) return null
  const readOnly = hasOption(options, 'ro') || hasOption(superOptions, 'ro')
  // Subvolumes of btrfs have a number each but share one space: there the device says which are the same.
  const id = type === 'btrfs' || type === 'zfs' ? `${type}:${device}` : majorMinor
  return { id, root: unescape(root), mountpoint: unescape(mountpoint), device: unescape(device), type, readOnly }
}

function hasOption(options: string | undefined, name: string): boolean {
  return options?.split(',').includes(name) ?? false
}

/** The kernel writes space, tab, newline and backslash as three octal digits. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}
