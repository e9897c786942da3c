/** The space of a mounted filesystem, as measurements. */
import { measuring, type Space } from '../collector.ts'

export type Filesystem = { device: string; mountpoint: string; type: string; readOnly: boolean }

/** The three states add up to the limit: `reserved` is what only root may still use. */
export function filesystemUsage(at: string, all: { filesystem: Filesystem; space: Space }[]) {
  const { list, put } = measuring(at)
  for (const { filesystem, space } of all) {
    if (space.total <= 0) continue
    const attributes = {
      'system.device': filesystem.device.slice(0, 256),
      'system.filesystem.mountpoint': filesystem.mountpoint.slice(0, 256),
      'system.filesystem.type': filesystem.type,
      'system.filesystem.mode': filesystem.readOnly ? 'ro' : 'rw',
    }
    const states = {
      used: space.total - space.free,
      free: space.available,
      reserved: Math.max(0, space.free - space.available),
    }
    for (const [state, bytes] of Object.entries(states)) {
      put('system.filesystem.usage', 'By', bytes, { ...attributes, 'system.filesystem.state': state })
      put('system.filesystem.utilization', '1', bytes / space.total, { ...attributes, 'system.filesystem.state': state })
    }
    put('system.filesystem.limit', 'By', space.total, attributes)
  }
  return list
}
