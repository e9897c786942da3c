/** Page files on Windows, together (the counters are in MiB). */
import { measuring, numberIn, type WindowsCollector } from '../collector.ts'

export const windowsPaging: WindowsCollector = {
  query: 'Get-CimInstance Win32_PageFileUsage | Select-Object Name,AllocatedBaseSize,CurrentUsage',
  parse(rows, at) {
    const { list, put } = measuring(at)
    const sum = (field: string): number => rows.reduce((all, row) => all + (numberIn(row, field) ?? 0), 0) * 1024 * 1024
    const total = sum('AllocatedBaseSize')
    if (total === 0) return list
    const used = sum('CurrentUsage')
    for (const [state, bytes] of Object.entries({ used, free: total - used })) {
      put('system.paging.usage', 'By', bytes, { 'system.paging.state': state })
      put('system.paging.utilization', '1', bytes / total, { 'system.paging.state': state })
    }
    return list
  },
}
