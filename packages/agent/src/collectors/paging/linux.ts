/** Swap space and page faults, from /proc/meminfo and /proc/vmstat. */
import { type LinuxCollector, measuring } from '../collector.ts'
import { meminfo } from '../memory/meminfo.ts'

export function createLinuxPaging(): LinuxCollector {
  return (source, at) => {
    const { list, put } = measuring(at)
    const info = meminfo(source.read('/proc/meminfo') ?? '')
    const total = info('SwapTotal')
    const free = info('SwapFree')
    if (total !== null && free !== null && total > 0) {
      for (const [state, bytes] of Object.entries({ used: total - free, free })) {
        put('system.paging.usage', 'By', bytes, { 'system.paging.state': state })
        put('system.paging.utilization', '1', bytes / total, { 'system.paging.state': state })
      }
    }
    const vmstat = source.read('/proc/vmstat') ?? ''
    const count = (field: string): number | null => {
      const found = new RegExp(`^${field} (\\d+)$`, 'm').exec(vmstat)?.[1]
      return found === undefined ? null : Number(found)
    }
    put('system.paging.operations', '{operation}', count('pswpin'), { 'system.paging.direction': 'in' })
    put('system.paging.operations', '{operation}', count('pswpout'), { 'system.paging.direction': 'out' })
    const all = count('pgfault')
    const major = count('pgmajfault')
    put('system.paging.faults', '{fault}', major, { 'system.paging.fault.type': 'major' })
    if (all !== null && major !== null) put('system.paging.faults', '{fault}', all - major, { 'system.paging.fault.type': 'minor' })
    return list
  }
}
