/** How many processes there are on Windows. */
import { measuring, numberIn, type WindowsCollector } from '../collector.ts'

export const windowsProcesses: WindowsCollector = {
  query: 'Get-CimInstance Win32_PerfRawData_PerfOS_System | Select-Object Processes',
  parse(rows, at) {
    const { list, put } = measuring(at)
    put('system.process.count', '{process}', numberIn(rows[0] ?? {}, 'Processes'))
    return list
  },
}
