/** What each whole disk did, from /proc/diskstats. Partitions, loops, RAM disks and stacked devices would count the same bytes twice. */
import type { LinuxCollector } from '../collector.ts'
import { type DiskActivity, diskActivity } from './activity.ts'

/** /proc/diskstats counts in sectors of 512 bytes, whatever the disk's own sector is. */
const SECTOR = 512
const NOT_A_DISK = /^(loop|ram|zram|dm-|md|fd|sr|nbd)\d+$/
/** Beyond this many disks the series would drown the rest; the busiest-first order keeps those that matter. */
const MOST_DISKS = 64

export function createLinuxDisk(): LinuxCollector {
  return (source, at) => {
    const whole = new Set(source.list('/sys/block'))
    const disks: DiskActivity[] = []
    for (const line of (source.read('/proc/diskstats') ?? '').split('\n')) {
      const disk = parseLine(line)
      if (disk !== null && whole.has(disk.device.replaceAll('/', '!')) && !NOT_A_DISK.test(disk.device)) disks.push(disk)
    }
    if (disks.length > MOST_DISKS) disks.sort((a, b) => b.readBytes + b.writeBytes - a.readBytes - a.writeBytes)
    return diskActivity(at, disks.slice(0, MOST_DISKS))
  }
}

/** Fields as in the kernel's admin-guide/iostats: reads, merged, sectors, ms; writes the same; in flight; ms busy. */
function parseLine(line: string): DiskActivity | null {
  const fields = line.trim().split(/\s+/)
  const device = fields[2]
  if (device === undefined || fields.length < 14) return null
  const n = (index: number): number => Number(fields[index])
  return {
    device,
    reads: n(3),
    readBytes: n(5) * SECTOR,
    readSeconds: n(6) / 1000,
    writes: n(7),
    writeBytes: n(9) * SECTOR,
    writeSeconds: n(10) / 1000,
    busySeconds: n(12) / 1000,
  }
}
