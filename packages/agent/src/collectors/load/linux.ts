/** Load averages from /proc/loadavg, under the names of OpenTelemetry's host metrics receiver. */
import { type LinuxCollector, measuring } from '../collector.ts'

export function createLinuxLoad(): LinuxCollector {
  return (source, at) => {
    const { list, put } = measuring(at)
    const found = /^([\d.]+) ([\d.]+) ([\d.]+) /.exec(source.read('/proc/loadavg') ?? '')
    if (found === null) return list
    put('system.cpu.load_average.1m', '{thread}', Number(found[1]))
    put('system.cpu.load_average.5m', '{thread}', Number(found[2]))
    put('system.cpu.load_average.15m', '{thread}', Number(found[3]))
    return list
  }
}
