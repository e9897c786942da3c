/** Processor time by mode from the raw performance counters of each logical processor (units of 100 ns). */
import { measuring, numberIn, textIn, type Row, type WindowsCollector } from '../collector.ts'
import { type CpuTimes, utilization } from './utilization.ts'

const TICKS_PER_SECOND = 1e7

export function createWindowsCpu(): WindowsCollector {
  let before: CpuTimes | null = null
  return {
    query:
      'Get-CimInstance Win32_PerfRawData_PerfOS_Processor | Select-Object Name,PercentUserTime,PercentPrivilegedTime,PercentInterruptTime,PercentDPCTime,PercentIdleTime',
    parse(rows, at) {
      const { list, put } = measuring(at)
      const processors = rows.filter((row) => /^\d+$/.test(textIn(row, 'Name')))
      if (processors.length === 0) return list
      const times = sum(processors)
      for (const [mode, seconds] of Object.entries(times)) put('system.cpu.time', 's', seconds, { 'cpu.mode': mode })
      const shares = before === null ? null : utilization(before, times)
      for (const [mode, share] of Object.entries(shares ?? {})) put('system.cpu.utilization', '1', share, { 'cpu.mode': mode })
      put('system.cpu.logical.count', '{cpu}', processors.length)
      before = times
      return list
    },
  }
}

/** Privileged time contains interrupts and deferred calls; they are taken out of `system`, so that the modes add up. */
function sum(processors: Row[]): CpuTimes {
  const times = { user: 0, system: 0, interrupt: 0, idle: 0 }
  for (const row of processors) {
    const read = (field: string): number => (numberIn(row, field) ?? 0) / TICKS_PER_SECOND
    const interrupt = read('PercentInterruptTime') + read('PercentDPCTime')
    times.user += read('PercentUserTime')
    times.system += Math.max(0, read('PercentPrivilegedTime') - interrupt)
    times.interrupt += interrupt
    times.idle += read('PercentIdleTime')
  }
  return times
}
