/** Seconds since boot on Windows; the subtraction is done there, so that no date format has to be read. */
import { measuring, numberIn, type WindowsCollector } from '../collector.ts'

export const windowsUptime: WindowsCollector = {
  query:
    'Get-CimInstance Win32_OperatingSystem | Select-Object @{Name="UptimeSeconds";Expression={($_.LocalDateTime - $_.LastBootUpTime).TotalSeconds}}',
  parse(rows, at) {
    const { list, put } = measuring(at)
    put('system.uptime', 's', numberIn(rows[0] ?? {}, 'UptimeSeconds'))
    return list
  },
}
