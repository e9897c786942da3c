/** Memory by state on macOS, from `vm_stat` (pages) and `hw.memsize`. */
import type { DarwinCollector } from '../collector.ts'
import { memoryByState } from './states.ts'
import { vmStat } from './vm-stat.ts'

export const darwinMemory: DarwinCollector<'pages' | 'size'> = {
  commands: { pages: ['vm_stat'], size: ['sysctl', '-n', 'hw.memsize'] },
  parse({ pages, size }, at) {
    const limit = Number(size.trim())
    const stat = vmStat(pages)
    if (stat === null || !(limit > 0)) return []
    const bytes = (name: string): number => (stat.count(name) ?? 0) * stat.pageSize
    const free = bytes('Pages free') + bytes('Pages speculative')
    const inactive = bytes('Pages inactive')
    return memoryByState(at, limit, { used: Math.max(0, limit - free - inactive), free, inactive })
  },
}
