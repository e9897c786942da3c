/** How many processes there are on macOS, from `ps`. */
import { type DarwinCollector, measuring } from '../collector.ts'

export const darwinProcesses: DarwinCollector<'ps'> = {
  commands: { ps: ['ps', '-A', '-o', 'pid='] },
  parse({ ps }, at) {
    const { list, put } = measuring(at)
    const count = ps.match(/^\s*\d+\s*$/gm)?.length ?? 0
    if (count > 0) put('system.process.count', '{process}', count)
    return list
  },
}
