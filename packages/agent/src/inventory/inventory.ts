/** What this machine is made of, and what could not be seen and why. Slow: it runs in a child, at start and then rarely. */
import { execFile } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import type { Inventory } from '@mainstay/contract/agent'
import { linuxSource } from '../collectors/linux-source.ts'
import { linuxHardware, linuxSystem } from './linux-hardware.ts'
import { PACKAGE_MANAGERS } from './linux-software.ts'
import { linuxDisks, linuxFilesystems } from './linux-storage.ts'
import { networkInventory } from './network.ts'
import { otherInventory } from './other-systems.ts'
import { worthProtecting } from './worth-protecting.ts'

const MOST_PACKAGES = 20_000

export async function takeInventory(now: Date): Promise<Inventory> {
  if (process.platform === 'win32') return otherInventory('windows', now)
  if (process.platform === 'darwin') return otherInventory('darwin', now)
  const { software, managers } = await installedSoftware()
  const filesystems = linuxFilesystems(linuxSource)
  const inventory: Inventory = {
    v: 1,
    at: now.toISOString(),
    hardware: linuxHardware(linuxSource),
    os: linuxSystem(linuxSource, process.arch),
    disks: linuxDisks(linuxSource),
    filesystems,
    network: networkInventory(networkInterfaces(), linuxSource),
    software: software.slice(0, MOST_PACKAGES),
    protection: worthProtecting(filesystems),
    cannotSee: [],
  }
  return { ...inventory, cannotSee: whatIsMissing(inventory, managers, process.getuid?.() === 0) }
}

/** A gap is told with its reason, so that nobody takes "nothing found" for "nothing there". */
export function whatIsMissing(inventory: Inventory, managers: number, isRoot: boolean): Inventory['cannotSee'] {
  const missing: Inventory['cannotSee'] = []
  const { hardware, disks, software } = inventory
  if (hardware.vendor === null && hardware.model === null) {
    missing.push({
      what: 'maker and model',
      why: 'the firmware gives no DMI data (/sys/class/dmi), as in some virtual machines and on ARM',
    })
  }
  if (hardware.serial === null) {
    missing.push({
      what: 'serial number',
      why: isRoot ? 'the firmware gives none' : 'only root may read it; the agent does not run as root',
    })
  }
  if (disks.length === 0) missing.push({ what: 'disks', why: 'none is listed in /sys/block, as in a container' })
  if (managers === 0) missing.push({ what: 'software', why: 'none of dpkg-query, rpm and apk answers' })
  else if (software.length === 0) missing.push({ what: 'software', why: 'the package manager lists no package' })
  if (!isRoot) missing.push({ what: 'files of other users', why: 'the agent does not run as root: backups hold what its user may read' })
  return missing
}

async function installedSoftware(): Promise<{ software: Inventory['software']; managers: number }> {
  const software: Inventory['software'] = []
  let managers = 0
  for (const { command, parse } of PACKAGE_MANAGERS) {
    const output = await run(command)
    if (output === null) continue
    managers += 1
    software.push(...parse(output))
  }
  return { software, managers }
}

/** Null when the program is missing or fails. */
function run([program = '', ...args]: string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 16 * 1024 * 1024, timeout: 60_000 }
    execFile(program, args, options, (error, stdout) => resolve(error === null ? stdout : null))
  })
}
