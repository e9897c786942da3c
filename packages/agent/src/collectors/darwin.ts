/** All collectors of macOS: runs each command once for all that read it. */
import { execFile } from 'node:child_process'
import type { Measurement } from '@mainstay/contract/agent'
import type { DarwinCollector } from './collector.ts'
import { darwinCpu } from './cpu/darwin.ts'
import { darwinDisk } from './disk/darwin.ts'
import { darwinFilesystem } from './filesystem/darwin.ts'
import { darwinLoad } from './load/darwin.ts'
import { darwinMemory } from './memory/darwin.ts'
import { darwinNetwork } from './network/darwin.ts'
import { darwinPaging } from './paging/darwin.ts'
import { darwinProcesses } from './processes/darwin.ts'
import { darwinUptime } from './uptime/darwin.ts'

export const darwinCollectors: Record<string, DarwinCollector> = {
  cpu: darwinCpu,
  memory: darwinMemory,
  paging: darwinPaging,
  disk: darwinDisk,
  filesystem: darwinFilesystem,
  network: darwinNetwork,
  load: darwinLoad,
  uptime: darwinUptime,
  processes: darwinProcesses,
}

export function createDarwinCollection(): (at: string) => Promise<Measurement[]> {
  return async (at) => {
    const outputs = new Map<string, Promise<string>>()
    const once = (command: string[]): Promise<string> => {
      const key = command.join('\0')
      const running = outputs.get(key) ?? run(command)
      outputs.set(key, running)
      return running
    }
    const lists = await Promise.all(
      Object.values(darwinCollectors).map(async (collector) => {
        const entries = Object.entries(collector.commands).map(async ([name, command]) => [name, await once(command)] as const)
        return collector.parse(Object.fromEntries(await Promise.all(entries)), at)
      }),
    )
    return lists.flat()
  }
}

/** LC_ALL=C: numbers with a point, English names. */
function run([command = '', ...args]: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, args, { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 4 * 1024 * 1024, timeout: 20_000 }, (error, stdout) =>
      resolve(error === null ? stdout : ''),
    )
  })
}
