/** Seconds since boot, from /proc/uptime. */
import { type LinuxCollector, measuring } from '../collector.ts'

export function createLinuxUptime(): LinuxCollector {
  return (source, at) => {
    const { list, put } = measuring(at)
    const seconds = /^([\d.]+) /.exec(source.read('/proc/uptime') ?? '')?.[1]
    if (seconds !== undefined) put('system.uptime', 's', Number(seconds))
    return list
  }
}
