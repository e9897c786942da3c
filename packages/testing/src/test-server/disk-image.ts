// A test server as a disk image: MBR or GPT, a boot partition (FAT, syslinux) and a root partition (ext4), made without a mount.
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { makeInitialRamDisk } from './initial-ram-disk.ts'
import { requireServerParts } from './parts.ts'
import { makeRootTree, ROOT_UUID, type ServerOptions } from './root-tree.ts'

export interface ImageOptions extends ServerOptions {
  /** Size of the whole disk; what is beyond the partitions stays empty. */
  mebibytes?: number
  bootLoader?: boolean
  /** GPT with an EFI partition instead of the MBR: the loader where every firmware looks, or only where Debian puts it. */
  uefi?: 'removable' | 'debian'
  /** False: the boot loader does not find its kernel. */
  kernelFile?: boolean
  /** What else stands on the kernel's command line. */
  commandLine?: string
}

const MEBIBYTE = 2 ** 20
const BOOT = { at: 1, size: 24 }
/** Where the root partition lies, MiB. */
export const ROOT = { at: 25, size: 32 }
const MBR_CODE = '/usr/lib/syslinux/mbr/mbr.bin'

export function makeDiskImage(path: string, options: ImageOptions = {}): void {
  const parts = requireServerParts()
  const work = mkdtempSync(join(tmpdir(), 'test-server-'))
  try {
    writeFileSync(path, '')
    truncateSync(path, Math.max(options.mebibytes ?? 0, ROOT.at + ROOT.size) * MEBIBYTE)
    const tree = join(work, 'root')
    makeRootTree(tree, parts, { ...options, kernel: false })
    const root = ['-q', '-t', 'ext4', '-U', ROOT_UUID, '-E', `offset=${ROOT.at * MEBIBYTE}`, '-d', tree, path, `${ROOT.size}m`]
    execFileSync('mke2fs', root, {
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    if (options.uefi === undefined) writeMbr(path, options.bootLoader ?? true)
    else writeGpt(path, [BOOT, ROOT])
    if (options.bootLoader === false) return
    const files = { vmlinuz: readFileSync(parts.kernel), 'initrd.img': makeInitialRamDisk(parts, { drivers: options.drivers ?? true }) }
    const config = `DEFAULT linux\nLABEL linux\n  KERNEL vmlinuz\n  INITRD initrd.img\n  APPEND root=UUID=${ROOT_UUID} console=ttyS0,115200 console=tty0 loglevel=3 ${options.commandLine ?? ''}\n`
    for (const [name, content] of Object.entries({ ...files, 'syslinux.cfg': config })) writeFileSync(join(work, name), content)
    const drive = `${path}@@${BOOT.at}M`
    const quiet = { env: { ...process.env, MTOOLS_SKIP_CHECK: '1' }, stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'] }
    execFileSync(
      'mformat',
      ['-i', drive, '-T', String((BOOT.size * MEBIBYTE) / 512), '-h', '16', '-s', '63', '-H', String((BOOT.at * MEBIBYTE) / 512), '::'],
      quiet,
    )
    if (options.uefi !== undefined) copyEfiLoader(drive, options.uefi, quiet)
    else execFileSync('syslinux', ['--install', '--offset', String(BOOT.at * MEBIBYTE), path], quiet)
    const copied = ['initrd.img', 'syslinux.cfg', ...(options.kernelFile === false ? [] : ['vmlinuz'])]
    const folder = options.uefi === undefined ? '' : EFI[options.uefi].folder
    for (const name of copied) execFileSync('mcopy', ['-i', drive, join(work, name), `::${folder}${name}`], quiet)
  } finally {
    rmSync(work, { recursive: true })
  }
}

const EFI = {
  removable: { folder: 'EFI/BOOT/', loader: 'BOOTX64.EFI' },
  debian: { folder: 'EFI/debian/', loader: 'grubx64.efi' },
}
type Quiet = { env: NodeJS.ProcessEnv; stdio: ['ignore', 'ignore', 'pipe'] }

function copyEfiLoader(drive: string, kind: keyof typeof EFI, quiet: Quiet): void {
  const { folder, loader } = EFI[kind]
  execFileSync('mmd', ['-i', drive, '::EFI', `::${folder.slice(0, -1)}`], quiet)
  execFileSync('mcopy', ['-i', drive, '/usr/lib/SYSLINUX.EFI/efi64/syslinux.efi', `::${folder}${loader}`], quiet)
  execFileSync('mcopy', ['-i', drive, '/usr/lib/syslinux/modules/efi64/ldlinux.e64', `::${folder}ldlinux.e64`], quiet)
}

/** A protective MBR, a header and the entries (UEFI specification 2.10, 5.3); no second table at the end. */
function writeGpt(path: string, [boot, root]: [typeof BOOT, typeof ROOT]): void {
  const head = Buffer.alloc(34 * 512)
  const sectors = statSync(path).size / 512
  head.set([0, 0, 2, 0, 0xee, 0xff, 0xff, 0xff], 446)
  head.writeUInt32LE(1, 454)
  head.writeUInt32LE(sectors - 1, 458)
  head.writeUInt16LE(0xaa55, 510)
  const entries = head.subarray(2 * 512)
  for (const [n, { at, size, type }] of [
    { ...boot, type: '28732ac11ff8d211ba4b00a0c93ec93b' },
    { ...root, type: 'af3dc60f838472478e793d69d8477de4' },
  ].entries()) {
    const entry = entries.subarray(n * 128)
    entry.write(type, 0, 'hex')
    entry.fill(n + 1, 16, 32)
    entry.writeBigUInt64LE(BigInt(at * 2048), 32)
    entry.writeBigUInt64LE(BigInt((at + size) * 2048 - 1), 40)
  }
  const header = head.subarray(512, 512 + 92)
  header.write('EFI PART', 0, 'latin1')
  header.writeUInt32LE(0x0001_0000, 8)
  header.writeUInt32LE(92, 12)
  for (const [offset, sector] of [
    [24, 1],
    [32, sectors - 1],
    [40, 34],
    [48, sectors - 34],
    [72, 2],
  ] as const)
    header.writeBigUInt64LE(BigInt(sector), offset)
  header.fill(7, 56, 72)
  header.writeUInt32LE(128, 80)
  header.writeUInt32LE(128, 84)
  header.writeUInt32LE(crc32(entries), 88)
  header.writeUInt32LE(crc32(header), 16)
  const file = openSync(path, 'r+')
  try {
    writeSync(file, head, 0, head.length, 0)
  } finally {
    closeSync(file)
  }
}

/** Two entries; the first is active. Cylinders are long past: all bits set says "count sectors". */
function writeMbr(path: string, bootLoader: boolean): void {
  const sector = Buffer.alloc(512)
  if (bootLoader) readFileSync(MBR_CODE).copy(sector)
  for (const [n, { at, size, type }] of [
    { ...BOOT, type: 0x0e },
    { ...ROOT, type: 0x83 },
  ].entries()) {
    const entry = sector.subarray(446 + n * 16)
    entry.set([n === 0 ? 0x80 : 0, 0xfe, 0xff, 0xff, type, 0xfe, 0xff, 0xff])
    entry.writeUInt32LE((at * MEBIBYTE) / 512, 8)
    entry.writeUInt32LE((size * MEBIBYTE) / 512, 12)
  }
  sector.writeUInt16LE(0xaa55, 510)
  const file = openSync(path, 'r+')
  try {
    writeSync(file, sector, 0, sector.length, 0)
  } finally {
    closeSync(file)
  }
}
