/** Disks and filesystems of a Linux machine, from /sys/block and the mounts. */
import type { Inventory } from '@mainstay/contract/agent'
import type { LinuxSource } from '../collectors/collector.ts'
import { localFilesystems } from '../collectors/filesystem/mounts.ts'

/** /sys/block counts in sectors of 512 bytes, whatever the disk's own sector is. */
const SECTOR = 512

export function linuxDisks(source: LinuxSource): Inventory['disks'] {
  return source
    .list('/sys/block')
    .filter((name) => !/^(loop|ram|zram|dm-|fd|sr|nbd)\d+$/.test(name))
    .slice(0, 256)
    .map((name) => {
      const read = (file: string): string | null => source.read(`/sys/block/${name}/${file}`)?.trim() || null
      const sectors = read('size')
      const rotational = read('queue/rotational')
      return {
        name,
        model: read('device/model'),
        serial: read('device/serial') ?? read('serial'),
        bytes: sectors === null ? null : Number(sectors) * SECTOR,
        rotational: rotational === null ? null : rotational === '1',
      }
    })
}

export function linuxFilesystems(source: LinuxSource): Inventory['filesystems'] {
  return localFilesystems(source.read('/proc/self/mountinfo') ?? '').map(({ mountpoint, device, type }) => {
    const space = source.space(mountpoint)
    return {
      mountpoint: mountpoint.slice(0, 512),
      device: device.slice(0, 512),
      type,
      bytes: space?.total ?? null,
      usedBytes: space === null ? null : space.total - space.free,
    }
  })
}
