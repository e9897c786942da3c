/** Memory in use and free on Windows (the counters are in KiB). Free contains the standby cache, as Task Manager's "available" does. */
import { numberIn, type WindowsCollector } from '../collector.ts'
import { memoryByState } from './states.ts'

export const windowsMemory: WindowsCollector = {
  query: 'Get-CimInstance Win32_OperatingSystem | Select-Object TotalVisibleMemorySize,FreePhysicalMemory',
  parse(rows, at) {
    const row = rows[0] ?? {}
    const total = numberIn(row, 'TotalVisibleMemorySize')
    const free = numberIn(row, 'FreePhysicalMemory')
    if (total === null || free === null) return []
    return memoryByState(at, total * 1024, { used: (total - free) * 1024, free: free * 1024 })
  },
}
