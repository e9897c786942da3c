/** The disk of a server that was backed up as files: made anew out of them, with the system's own kernel. */
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { chown, lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { contain, openContained } from '../../platform/files/contain.ts'
import { adaptFstab, parseFstab, rootIdentity, volumesOf } from '../bootable/fstab.ts'
import { commandLine, grubCommandLine } from '../bootable/kernel-choice.ts'
import { makeDisk } from '../bootable/make-disk.ts'
import { emptyVolumes, findSystem, type SystemTree, textOf } from '../bootable/system-tree.ts'
import { reason } from '../reason.ts'
import type { TestContext } from '../test-context.ts'
import type { SandboxUser } from '../sandbox/confinement.ts'
import { mountRepository } from '../sandbox/restic-mount.ts'
import type { Disks } from './disks.ts'
import { guestNetwork, NETWORK_FILES, NETWORK_FOLDERS, type StaticAddress, staticAddress } from './static-network.ts'

/** Folders that a system needs and a backup may have left out, since what is in them is not on a disk. */
const NEEDED = [
  { path: '/dev', mode: 0o755 },
  { path: '/proc', mode: 0o555 },
  { path: '/sys', mode: 0o555 },
  { path: '/run', mode: 0o755 },
  { path: '/tmp', mode: 0o1777 },
]

/** `restored` is the tree that L1 and L2 have read. */
export async function fileDisks(context: TestContext, restored: string | null, user: SandboxUser | null): Promise<Disks> {
  if (restored === null) return refused('unknown', reason('recovery.boot.no-system', { detail: 'it could not be extracted' }))
  // Only root restores owners: for others the mounted repository shows them, and the disk is made from there.
  if (user !== null) return fromTree(context, restored, restored, user)
  const { scratch, signal, target, point } = context
  const mount = await mountRepository(target, join(scratch.sandbox, 'mount'), { forOthers: false, signal })
  if (mount.kind === 'stopped') return mount
  if (mount.kind === 'refused')
    return refused(
      'unknown',
      reason('recovery.disk.not-made', {
        detail: `owners of files cannot be restored by this user, and the repository cannot be mounted: ${mount.detail}`,
      }),
    )
  try {
    return await fromTree(context, mount.folderOf(point.id), restored, null)
  } finally {
    await mount.unmount()
  }
}

async function fromTree(context: TestContext, source: string, restored: string, user: SandboxUser | null): Promise<Disks> {
  const { point, record, scratch, signal, size } = context
  const system = await findSystem(source, point.paths)
  if (system === null)
    return refused('unknown', reason('recovery.boot.no-system', { detail: 'no folder in it has the parts of a Linux system' }))
  if (system.kernel === null)
    return refused('failed', reason('recovery.boot.no-kernel', { detail: 'there is none in /boot of the restored system' }))
  const entries = parseFstab(system.fstab)
  const left = (await emptyVolumes(system.root, volumesOf(entries))).filter((volume) => !isExcluded(volume, point.excludes))
  if (left.length > 0) return refused('failed', reason('recovery.boot.volume-missing', { volumes: left.join(', ') }))
  const identity = rootIdentity(entries)
  const uuid = identity.uuid ?? randomUUID()
  const disk = join(scratch.sandbox, 'disk')
  const own = staticAddress(await networkFilesOf(system.root))
  const files = system.fstab === '' ? [] : [{ path: '/etc/fstab', text: adaptFstab(system.fstab, uuid) }]
  const named = own === null ? null : await cardName(system.root, own)
  if (named !== null) files.push(named)
  const folders = await missingFolders(system.root)
  const made = await record.timed('disk', () =>
    makeDisk({
      root: system.root,
      disk,
      bytes: size.bytes,
      files: size.files,
      uuid,
      label: identity.label,
      adapt: { files, folders },
      draftFolder: scratch.temporary,
      signal,
    }),
  )
  if (made.value.kind === 'stopped') return made.value
  if (made.value.kind === 'not-made') return refused('unknown', made.value.reason)
  const kernel = await copyKernel(system, system.kernel, scratch.sandbox)
  if (user !== null)
    for (const path of [disk, kernel.image, ...(kernel.initialRamDisk === null ? [] : [kernel.initialRamDisk])])
      await chown(path, user.uid, user.gid)
  return {
    kind: 'ready',
    plan: {
      images: [{ path: disk, bytes: made.value.bytes }],
      kernel: { ...kernel, commandLine: commandLine({ uuid, own: grubCommandLine(system.grub) }) },
      firmware: { kind: 'bios' },
      hardware: ['virtio', 'ahci', 'nvme'],
      network: own === null ? null : guestNetwork(own),
    },
    how: `from a disk made of the files: data and services are shown, the original disk layout is not${own === null ? '' : `, in its own network ${guestNetwork(own).network}`}`,
    notes: [],
    root: restored,
    read: true,
    release: async () => {},
  }
}

/** systemd would name the sandbox's card by its place; the configuration speaks of the one in the old machine. Null: there is no need, or no systemd. */
async function cardName(root: string, { interface: name }: StaticAddress): Promise<{ path: string; text: string } | null> {
  if (name === null || !/^[a-z][a-z0-9]{1,14}$/.test(name) || /^(eth|wl|br|bond|team|vlan|veth|docker)/.test(name)) return null
  const folder = '/etc/systemd/network'
  const there = await lstat(join(root, folder)).catch(() => null)
  if (there?.isDirectory() !== true) return null
  return { path: `${folder}/00-mainstay-sandbox.link`, text: `[Match]\nType=ether\nOriginalName=*\n\n[Link]\nName=${name}\n` }
}

async function networkFilesOf(root: string): Promise<{ path: string; text: string }[]> {
  const paths: string[] = [...NETWORK_FILES]
  for (const { path, ending } of NETWORK_FOLDERS) {
    const where = await contain(root, path.slice(1))
    const names = where.ok ? await readdir(where.path).catch(() => []) : []
    paths.push(...names.filter((name) => !name.startsWith('.') && name.endsWith(ending)).map((name) => `${path}/${name}`))
  }
  const read = await Promise.all(paths.slice(0, 32).map(async (path) => ({ path, text: (await textOf(root, path.slice(1))) ?? '' })))
  return read.filter(({ text }) => text !== '')
}

async function missingFolders(root: string): Promise<typeof NEEDED> {
  const found = await Promise.all(NEEDED.map(({ path }) => lstat(join(root, path)).catch(() => null)))
  return NEEDED.filter((_, n) => found[n] === null)
}

/** QEMU reads them as its own user, who may not look into the restored tree. */
async function copyKernel(
  system: SystemTree,
  files: NonNullable<SystemTree['kernel']>,
  folder: string,
): Promise<{ image: string; initialRamDisk: string | null }> {
  const copy = async (name: string, to: string): Promise<string> => {
    const opened = await openContained(system.root, `boot/${name}`)
    if (!opened.ok) throw new Error(`the kernel’s file ${name} was there and is gone`)
    await pipeline(opened.handle.createReadStream(), createWriteStream(join(folder, to), { flags: 'wx', mode: 0o600 }))
    return join(folder, to)
  }
  return {
    image: await copy(files.kernel, 'kernel'),
    initialRamDisk: files.initialRamDisk === null ? null : await copy(files.initialRamDisk, 'initial-ram-disk'),
  }
}

/** Left out on purpose: by its own name or that of a folder above it. */
function isExcluded(volume: string, excludes: readonly string[]): boolean {
  return excludes.map((one) => one.replace(/\/(\*\*?)?$/, '')).some((one) => one !== '' && (volume === one || volume.startsWith(`${one}/`)))
}

function refused(verdict: 'failed' | 'unknown', why: Extract<Disks, { kind: 'refused' }>['reason']): Disks {
  return { kind: 'refused', verdict, reason: why, read: true }
}
