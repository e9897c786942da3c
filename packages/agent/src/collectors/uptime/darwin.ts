/** Seconds since boot on macOS, from `kern.boottime`. */
import { type DarwinCollector, measuring } from '../collector.ts'

export const darwinUptime: DarwinCollector<'boot'> = {
  commands: { boot: ['sysctl', '-n', 'kern.boottime'] },
  parse({ boot }, at) {
    const { list, put } = measuring(at)
    const seconds = /sec = (\d+)/.exec(boot)?.[1]
    if (seconds !== undefined) put('system.uptime', 's', Math.floor(Date.parse(at) / 1000) - Number(seconds))
    return list
  },
}
