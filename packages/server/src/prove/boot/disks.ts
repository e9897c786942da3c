/** Makes the disks of the server ready: images over the mounted repository, or restored first where it cannot be mounted. */
import { chown, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProofReason } from '@mainstay/contract/recovery'
import { reason } from '../reason.ts'
import { extractPoint } from '../read-back.ts'
import type { WholePoint } from '../open-point.ts'
import type { TestContext } from '../test-context.ts'
import type { SandboxUser } from '../sandbox/confinement.ts'
import { looksForeign, startsByUefi } from '../sandbox/partition-table.ts'
import { mountRepository } from '../sandbox/restic-mount.ts'
import type { BootPlan, Image } from './boot-server.ts'
import { addressInImages } from './image-network.ts'
import { fileDisks } from './file-disks.ts'
import { type FoundImages, findImages } from './images.ts'
import { guestNetwork } from './static-network.ts'
import { uefiFirmware } from './uefi.ts'

export type Disks =
  | {
      kind: 'ready'
      plan: BootPlan
      /** For the evidence: where the disks lie. */
      how: string
      notes: ProofReason[]
      /** A tree to look up files in; null: there is none. */
      root: string | null
      read: boolean
      release(): Promise<void>
    }
  | { kind: 'refused'; verdict: 'failed' | 'unknown'; reason: ProofReason; read: boolean }
  | { kind: 'stopped' }

export async function disksOf(context: TestContext, root: string | null, user: SandboxUser | null): Promise<Disks> {
  if (context.point.kind === 'image') return imageDisks(context, user)
  return fileDisks(context, root, user)
}

async function imageDisks(context: TestContext, user: SandboxUser | null): Promise<Disks> {
  const { point, record, scratch, signal, target } = context
  const mounting = await record.timed('mount', () =>
    mountRepository(target, join(scratch.sandbox, 'mount'), { forOthers: user !== null, signal }),
  )
  const mount = mounting.value
  if (mount.kind === 'stopped') return mount
  if (mount.kind === 'mounted') {
    const found = await allImages(point, (id) => mount.folderOf(id))
    if (found.kind === 'refused') {
      await mount.unmount()
      return { ...found, read: false }
    }
    const plan = await planFor(found.images, scratch.sandbox, user, signal)
    if ('code' in plan) {
      await mount.unmount()
      return { kind: 'refused', verdict: 'unknown', reason: plan, read: false }
    }
    return {
      kind: 'ready',
      plan,
      how: howOf(plan, 'over the mounted repository'),
      root: null,
      notes: [],
      read: false,
      release: mount.unmount,
    }
  }
  delete record.result.timings['mount']
  const { root } = await extractPoint(context)
  if (signal.aborted) return { kind: 'stopped' }
  const note = reason('recovery.sandbox.mount', { detail: mount.detail })
  if (root === null) return { kind: 'refused', verdict: 'unknown', reason: note, read: true }
  const found = await allImages(point, () => root)
  if (found.kind === 'refused') return { ...found, read: true }
  const images = await handOver(found, scratch.sandbox, user)
  const plan = await planFor(images, scratch.sandbox, user, signal)
  if ('code' in plan) return { kind: 'refused', verdict: 'unknown', reason: plan, read: true }
  return { kind: 'ready', plan, how: howOf(plan, 'restored first'), root: null, notes: [note], read: true, release: async () => {} }
}

/** Every disk of the server, in the order in which they were backed up. */
async function allImages(point: WholePoint, rootOf: (id: string) => string): Promise<FoundImages> {
  const first = await findImages(rootOf(point.id), point.paths)
  if (first.kind === 'refused') return first
  const images = [...first.images]
  for (const { snapshotId, path, kind } of point.parts) {
    if (kind !== 'image') continue
    const found = await findImages(rootOf(snapshotId), [path])
    if (found.kind === 'refused') return found
    images.push(...found.images)
  }
  return { kind: 'images', images }
}

/** The tree is closed to the sandbox's user: the images are moved to where it may read them. */
async function handOver({ images }: Extract<FoundImages, { kind: 'images' }>, folder: string, user: SandboxUser | null): Promise<Image[]> {
  const moved: Image[] = []
  for (const [n, { path, ...image }] of images.entries()) {
    const to = join(folder, `image-${n}`)
    await rename(path, to)
    if (user !== null) await chown(to, user.uid, user.gid)
    moved.push({ ...image, path: to })
  }
  return moved
}

/** Firmware by what the disk that it starts from carries; a system that is not Linux gets what all know: AHCI and e1000e. */
async function planFor(
  images: readonly Image[],
  folder: string,
  user: SandboxUser | null,
  signal: AbortSignal,
): Promise<BootPlan | ProofReason> {
  const table = images[0]?.table
  const firmware = table !== undefined && startsByUefi(table) ? await uefiFirmware(folder, user) : { kind: 'bios' as const }
  if ('code' in firmware && 'text' in firmware) return firmware
  const isForeign = images.every((image) => image.table !== undefined && looksForeign(image.table))
  const own = isForeign ? null : await addressInImages(images, user, signal)
  return {
    images,
    kernel: null,
    firmware,
    hardware: isForeign ? ['ahci'] : ['virtio', 'ahci', 'nvme'],
    network: own === null ? null : guestNetwork(own),
  }
}

function howOf({ firmware, network }: BootPlan, where: string): string {
  const own = network === null ? '' : `, in its own network ${network.network}`
  return `${firmware.kind === 'uefi' ? 'by UEFI, ' : ''}${where}${own}`
}
