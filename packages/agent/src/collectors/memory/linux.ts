/** Memory by state from /proc/meminfo. */
import { type LinuxCollector, measuring } from '../collector.ts'
import { meminfo } from './meminfo.ts'
import { memoryByState } from './states.ts'

export function createLinuxMemory(): LinuxCollector {
  return (source, at) => {
    const info = meminfo(source.read('/proc/meminfo') ?? '')
    const total = info('MemTotal')
    const free = info('MemFree')
    if (total === null || free === null) return []
    const buffers = info('Buffers') ?? 0
    // Reclaimable slab is a cache too; free(1) counts it so.
    const cached = (info('Cached') ?? 0) + (info('SReclaimable') ?? 0)
    const list = memoryByState(at, total, { used: Math.max(0, total - free - buffers - cached), free, buffers, cached })
    const more = measuring(at)
    more.put('system.memory.linux.available', 'By', info('MemAvailable'))
    return [...list, ...more.list]
  }
}
