/** The space of each local filesystem, from /proc/self/mountinfo and statfs. */
import type { LinuxCollector } from '../collector.ts'
import { localFilesystems } from './mounts.ts'
import { filesystemUsage } from './usage.ts'

export function createLinuxFilesystem(): LinuxCollector {
  return (source, at) => {
    const all = localFilesystems(source.read('/proc/self/mountinfo') ?? '').flatMap((filesystem) => {
      const space = source.space(filesystem.mountpoint)
      return space === null ? [] : [{ filesystem, space }]
    })
    return filesystemUsage(at, all)
  }
}
