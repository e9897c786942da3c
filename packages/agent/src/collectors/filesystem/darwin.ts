/** The space of each local filesystem on macOS, from `df` (KiB) and `mount`. */
import type { DarwinCollector } from '../collector.ts'
import { filesystemUsage } from './usage.ts'

/** The volumes of one APFS container share its space; of the system's own only these two are shown. */
const SHOWN = /^\/$|^\/System\/Volumes\/Data$|^(?!\/System\/Volumes\/)\//

export const darwinFilesystem: DarwinCollector<'df' | 'mount'> = {
  commands: { df: ['df', '-k', '-P', '-l'], mount: ['mount'] },
  parse({ df, mount }, at) {
    const types = new Map(
      [...mount.matchAll(/^(\S+) on (.+) \((\w+)(.*)\)$/gm)].map((m) => [
        m[2],
        { type: m[3] ?? '', readOnly: (m[4] ?? '').includes('read-only') },
      ]),
    )
    return filesystemUsage(
      at,
      [...df.matchAll(/^(\/dev\/\S+)\s+(\d+)\s+(\d+)\s+(\d+)\s+\d+%\s+(.+)$/gm)].flatMap((m) => {
        const [, device = '', total, , available, mountpoint = ''] = m
        const known = types.get(mountpoint)
        if (known === undefined || !SHOWN.test(mountpoint)) return []
        const free = Number(available) * 1024
        return [{ filesystem: { device, mountpoint, ...known }, space: { total: Number(total) * 1024, free, available: free } }]
      }),
    )
  },
}
