/** What a started server may use of this machine: its processor, memory and time, and the user that it runs as, who gets the sandbox's folder. */
import { chown } from 'node:fs/promises'
import { freemem } from 'node:os'
import type { ProofReason } from '@mainstay/contract/recovery'
import { findAccelerator } from '../sandbox/accelerator.ts'
import { sandboxUser } from '../sandbox/confinement.ts'
import type { Accelerator } from '../sandbox/machine-spec.ts'
import type { BootLimits } from './boot-server.ts'
import { bootLimits } from './limits.ts'

type Wishes = { memoryMiB?: number | null; bootSeconds?: number | null; serviceSeconds?: number | null; totalSeconds: number }
export type BootMeans = { accelerator: Accelerator; limits: BootLimits; user: ReturnType<typeof sandboxUser> }

/** Or why this machine cannot start one now. */
export async function bootMeans(o: Wishes, folder: string): Promise<BootMeans | ProofReason> {
  const accelerator = await findAccelerator()
  const limits = bootLimits({
    accelerator,
    memoryMiB: o.memoryMiB ?? null,
    freeMemoryBytes: freemem(),
    bootSeconds: o.bootSeconds ?? null,
    serviceSeconds: o.serviceSeconds ?? null,
    totalSeconds: o.totalSeconds,
  })
  if ('code' in limits) return limits
  const user = sandboxUser()
  if (user !== null) await chown(folder, user.uid, user.gid)
  return { accelerator, limits, user }
}
