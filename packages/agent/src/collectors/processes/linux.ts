/** How many processes there are and how many were ever made. Their states are not read: that would open a file for each. */
import { type LinuxCollector, measuring } from '../collector.ts'

export function createLinuxProcesses(): LinuxCollector {
  return (source, at) => {
    const { list, put } = measuring(at)
    let count = 0
    for (const name of source.list('/proc')) if (isNumber(name)) count += 1
    if (count > 0) put('system.process.count', '{process}', count)
    const created = /^processes (\d+)$/m.exec(source.read('/proc/stat') ?? '')?.[1]
    if (created !== undefined) put('system.process.created', '{process}', Number(created))
    return list
  }
}

function isNumber(name: string): boolean {
  const first = name.charCodeAt(0)
  return first >= 48 && first <= 57
}
