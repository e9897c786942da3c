/** What fstab(5) says, and what it must say on the one disk that is made of all the files. Pure. */

export type FstabEntry = { line: number; device: string; mountPoint: string; type: string; options: string[] }

/** Holds the data of another machine: none of it is in this backup, and the sandbox's network is closed. */
const NETWORK = /^(nfs4?|cifs|smb3?|smbfs|glusterfs|ceph|sshfs|fuse\.sshfs|davfs|9p|afs|ncpfs)$/
/** Made by the kernel, not from a device. */
const VIRTUAL = /^(proc|sysfs|tmpfs|devtmpfs|devpts|cgroup2?|securityfs|debugfs|efivarfs|hugetlbfs|mqueue|overlay|none)$/
/** Only a boot loader needs what lies there, and the kernel is started without one. */
const LOADER = /^\/(boot\/efi|efi|boot\/firmware)$/

export function parseFstab(text: string): FstabEntry[] {
  return text.split('\n').flatMap((raw, line) => {
    const [device = '', mountPoint = '', type = '', options = ''] = raw.trim().split(/\s+/)
    return device === '' || device.startsWith('#') || type === ''
      ? []
      : [{ line, device, mountPoint: unescape(mountPoint), type, options: options.split(',') }]
  })
}

/** The root file system's UUID or label as the system knows it, so that its own configuration finds it on the new disk. */
export function rootIdentity(entries: readonly FstabEntry[]): { uuid: string | null; label: string | null } {
  const device = entries.find((one) => one.mountPoint === '/')?.device ?? ''
  const value = (name: string) => new RegExp(`^${name}="?([^"]+)"?$`).exec(device)?.[1] ?? null
  const uuid = value('UUID')
  // XFS and ext have the same form of UUID; that of FAT or NTFS does not fit.
  return {
    uuid: uuid !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid) ? uuid : null,
    label: value('LABEL')?.slice(0, 16) ?? null,
  }
}

/** Mount points of the server's own volumes beside the root: what lies there must be in the backup. */
export function volumesOf(entries: readonly FstabEntry[]): string[] {
  return entries
    .filter((one) => isVolume(one) && !LOADER.test(one.mountPoint) && !one.options.includes('noauto'))
    .map((one) => one.mountPoint)
}

/** All volumes' files lie on one disk: its line is the root's, and what would mount over them, swap or reach out is set aside. */
export function adaptFstab(text: string, uuid: string): string {
  const entries = parseFstab(text)
  const aside = new Set(entries.filter((one) => isVolume(one) || one.type === 'swap' || NETWORK.test(one.type)).map((one) => one.line))
  const root = entries.find((one) => one.mountPoint === '/')?.line
  const lines = text.split('\n').map((line, n) => {
    if (n === root) return `UUID=${uuid} / ext4 defaults 0 1`
    return aside.has(n) ? `# set aside in the sandbox: ${line}` : line
  })
  return lines.join('\n')
}

function isVolume({ device, mountPoint, type, options }: FstabEntry): boolean {
  const bound = options.includes('bind') || options.includes('rbind')
  return (
    mountPoint.startsWith('/') &&
    mountPoint !== '/' &&
    !bound &&
    type !== 'swap' &&
    !VIRTUAL.test(type) &&
    !NETWORK.test(type) &&
    !device.includes(':')
  )
}

/** Blanks are written as octal there. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}
