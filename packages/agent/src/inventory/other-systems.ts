/** The inventory of Windows and macOS as far as the runtime itself knows it; what needs more is named as not seen. */
import { cpus, networkInterfaces, release, totalmem, version } from 'node:os'
import type { Inventory } from '@mainstay/contract/agent'
import { linuxSource } from '../collectors/linux-source.ts'
import { networkInventory } from './network.ts'

export function otherInventory(family: 'windows' | 'darwin', now: Date): Inventory {
  const why = 'this version reads it on Linux only'
  return {
    v: 1,
    at: now.toISOString(),
    hardware: {
      vendor: null,
      model: null,
      serial: null,
      virtual: null,
      cpuModel: cpus()[0]?.model ?? null,
      cpuCount: Math.max(1, cpus().length),
      memoryBytes: totalmem(),
    },
    os: { family, id: family, name: version(), version: release(), kernel: release(), arch: process.arch },
    disks: [],
    filesystems: [],
    network: networkInventory(networkInterfaces(), linuxSource),
    software: [],
    cannotSee: ['maker, model and serial number', 'disks', 'filesystems', 'software'].map((what) => ({ what, why })),
  }
}
