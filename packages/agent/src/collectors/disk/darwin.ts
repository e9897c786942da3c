/** What each disk did on macOS, from the statistics of its block storage driver (times in ns). */
import type { DarwinCollector } from '../collector.ts'
import { type DiskActivity, diskActivity } from './activity.ts'

export const darwinDisk: DarwinCollector<'ioreg'> = {
  commands: { ioreg: ['ioreg', '-c', 'IOBlockStorageDriver', '-r', '-w', '0'] },
  parse({ ioreg }, at) {
    const disks: DiskActivity[] = []
    for (const block of ioreg.split(/^(?=\+-o )/m)) {
      const statistics = /"Statistics" = \{([^}]*)\}/.exec(block)?.[1]
      const device = /"BSD Name" = "(disk\d+)"/.exec(block)?.[1]
      if (statistics === undefined || device === undefined) continue
      const values = new Map([...statistics.matchAll(/"([^"]+)"=(\d+)/g)].map((m) => [m[1], Number(m[2])]))
      const n = (name: string): number => values.get(name) ?? Number.NaN
      disks.push({
        device,
        readBytes: n('Bytes (Read)'),
        writeBytes: n('Bytes (Write)'),
        reads: n('Operations (Read)'),
        writes: n('Operations (Write)'),
        readSeconds: n('Total Time (Read)') / 1e9,
        writeSeconds: n('Total Time (Write)') / 1e9,
        busySeconds: null,
      })
    }
    return diskActivity(at, disks)
  },
}
