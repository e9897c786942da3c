/** All collectors of Linux, in the order in which they report. */
import type { LinuxCollector } from './collector.ts'
import { createLinuxCpu } from './cpu/linux.ts'
import { createLinuxDisk } from './disk/linux.ts'
import { createLinuxFilesystem } from './filesystem/linux.ts'
import { createLinuxLoad } from './load/linux.ts'
import { createLinuxMemory } from './memory/linux.ts'
import { createLinuxNetwork } from './network/linux.ts'
import { createLinuxPaging } from './paging/linux.ts'
import { createLinuxProcesses } from './processes/linux.ts'
import { createLinuxUptime } from './uptime/linux.ts'

export const linuxCollectors: Record<string, () => LinuxCollector> = {
  cpu: createLinuxCpu,
  memory: createLinuxMemory,
  paging: createLinuxPaging,
  disk: createLinuxDisk,
  filesystem: createLinuxFilesystem,
  network: createLinuxNetwork,
  load: createLinuxLoad,
  uptime: createLinuxUptime,
  processes: createLinuxProcesses,
}
