/** Processor time and its share by mode, from /proc/stat. The first reading has no utilization: it needs two. */
import { type LinuxCollector, measuring } from '../collector.ts'
import { type CpuTimes, utilization } from './utilization.ts'

/** USER_HZ: the unit of /proc/stat is 1/100 s on every architecture that Linux still ships for. */
const TICKS_PER_SECOND = 100

export function createLinuxCpu(): LinuxCollector {
  let before: CpuTimes | null = null
  return (source, at) => {
    const { list, put } = measuring(at)
    const stat = source.read('/proc/stat')
    const times = stat === null ? null : cpuTimes(stat)
    if (stat === null || times === null) return list
    for (const [mode, seconds] of Object.entries(times)) put('system.cpu.time', 's', seconds, { 'cpu.mode': mode })
    const shares = before === null ? null : utilization(before, times)
    for (const [mode, share] of Object.entries(shares ?? {})) put('system.cpu.utilization', '1', share, { 'cpu.mode': mode })
    put('system.cpu.logical.count', '{cpu}', stat.match(/^cpu\d+ /gm)?.length ?? 0)
    before = times
    return list
  }
}

/** Guest time is contained in user and nice; hard and soft interrupts are one mode, as in OpenTelemetry. */
export function cpuTimes(stat: string): CpuTimes | null {
  const line = /^cpu +(.*)$/m.exec(stat)?.[1]
  if (line === undefined) return null
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = line.split(' ').map(Number)
  const ticks = { user, nice, system, idle, iowait, interrupt: irq + softirq, steal }
  return Object.fromEntries(Object.entries(ticks).map(([mode, value]) => [mode, value / TICKS_PER_SECOND]))
}
