/** Load averages on macOS, from `vm.loadavg`. */
import { type DarwinCollector, measuring } from '../collector.ts'

export const darwinLoad: DarwinCollector<'load'> = {
  commands: { load: ['sysctl', '-n', 'vm.loadavg'] },
  parse({ load }, at) {
    const { list, put } = measuring(at)
    const found = /^\{ ([\d.]+) ([\d.]+) ([\d.]+) \}/.exec(load)
    if (found === null) return list
    put('system.cpu.load_average.1m', '{thread}', Number(found[1]))
    put('system.cpu.load_average.5m', '{thread}', Number(found[2]))
    put('system.cpu.load_average.15m', '{thread}', Number(found[3]))
    return list
  },
}
