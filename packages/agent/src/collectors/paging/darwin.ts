/** Swap files and paging on macOS, from `vm.swapusage` and `vm_stat`. */
import { type DarwinCollector, measuring } from '../collector.ts'
import { vmStat } from '../memory/vm-stat.ts'

const UNITS: Record<string, number> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 }

export const darwinPaging: DarwinCollector<'swap' | 'pages'> = {
  commands: { swap: ['sysctl', '-n', 'vm.swapusage'], pages: ['vm_stat'] },
  parse({ swap, pages }, at) {
    const { list, put } = measuring(at)
    const bytes = (name: string): number | null => {
      const found = new RegExp(`${name} = ([\\d.]+)([KMGT])`).exec(swap)
      return found === null ? null : Math.round(Number(found[1]) * (UNITS[found[2] ?? ''] ?? 1))
    }
    const total = bytes('total')
    for (const state of ['used', 'free']) {
      const value = bytes(state)
      if (total === null || total === 0 || value === null) continue
      put('system.paging.usage', 'By', value, { 'system.paging.state': state })
      put('system.paging.utilization', '1', value / total, { 'system.paging.state': state })
    }
    const stat = vmStat(pages)
    put('system.paging.operations', '{operation}', stat?.count('Swapins'), { 'system.paging.direction': 'in' })
    put('system.paging.operations', '{operation}', stat?.count('Swapouts'), { 'system.paging.direction': 'out' })
    return list
  },
}
