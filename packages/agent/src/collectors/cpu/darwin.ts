/** The processors' share by mode on macOS, from the second sample of `top`; macOS gives its counters to no command. */
import { type DarwinCollector, measuring } from '../collector.ts'

export const darwinCpu: DarwinCollector<'top' | 'count'> = {
  commands: { top: ['top', '-l', '2', '-n', '0', '-s', '1'], count: ['sysctl', '-n', 'hw.logicalcpu'] },
  parse({ top, count }, at) {
    const { list, put } = measuring(at)
    // The first sample is the average since boot; only the last one is of now.
    const last = [...top.matchAll(/^CPU usage: ([\d.]+)% user, ([\d.]+)% sys, ([\d.]+)% idle/gm)].at(-1)
    if (last !== undefined) {
      put('system.cpu.utilization', '1', Number(last[1]) / 100, { 'cpu.mode': 'user' })
      put('system.cpu.utilization', '1', Number(last[2]) / 100, { 'cpu.mode': 'system' })
      put('system.cpu.utilization', '1', Number(last[3]) / 100, { 'cpu.mode': 'idle' })
    }
    if (/^\d+\s*$/.test(count)) put('system.cpu.logical.count', '{cpu}', Number(count))
    return list
  },
}
