/** How much a started server may take of this machine, and for how long. Pure. */
import type { ProofReason } from '@mainstay/contract/recovery'
import { reason } from '../reason.ts'
import type { Accelerator } from '../sandbox/machine-spec.ts'
import type { BootLimits } from './boot-server.ts'

/** A processor in software is some ten times slower than the host's own. */
const BOOT_S: Record<Accelerator, number> = { kvm: 150, tcg: 420 }
const SERVICE_S: Record<Accelerator, number> = { kvm: 60, tcg: 180 }
const WANTED_MIB = 1024
const LEAST_MIB = 256
const OVERLAY_BYTES = 16 * 2 ** 30

export function bootLimits(o: {
  accelerator: Accelerator
  /** Asked for; null takes the default, less where little is free. */
  memoryMiB: number | null
  freeMemoryBytes: number
  bootSeconds: number | null
  serviceSeconds: number | null
  totalSeconds: number
}): BootLimits | ProofReason {
  const freeMiB = Math.floor(o.freeMemoryBytes / 2 ** 20)
  // Half of what is free: other tests, the database and the repository's server live here too.
  const memoryMiB = o.memoryMiB ?? Math.min(WANTED_MIB, Math.floor(freeMiB / 2))
  if (memoryMiB < LEAST_MIB || memoryMiB > freeMiB)
    return reason('recovery.sandbox.no-memory', { needed: `${Math.max(memoryMiB, LEAST_MIB)} MiB`, free: `${freeMiB} MiB` })
  const { totalSeconds } = o
  return {
    memoryMiB,
    totalSeconds,
    overlayBytes: OVERLAY_BYTES,
    bootSeconds: Math.min(o.bootSeconds ?? BOOT_S[o.accelerator], totalSeconds),
    serviceSeconds: Math.min(o.serviceSeconds ?? SERVICE_S[o.accelerator], totalSeconds),
  }
}
