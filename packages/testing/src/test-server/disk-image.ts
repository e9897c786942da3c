// A test server as a disk image: MBR, a boot partition (FAT, syslinux) and a root partition (ext4), made without a mount.
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeInitialRamDisk } from './initial-ram-disk.ts'
import { requireServerParts } from './parts.ts'
import { makeRootTree, ROOT_UUID, type ServerOptions } from './root-tree.ts'

export interface ImageOptions extends ServerOptions {
  /** Size of the whole disk; what is beyond the partitions stays empty. */
  mebibytes?: number
  bootLoader?: boolean
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
    writeMbr(path, options.bootLoader ?? true)
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
    execFileSync('syslinux', ['--install', '--offset', String(BOOT.at * MEBIBYTE), path], quiet)
    const copied = ['initrd.img', 'syslinux.cfg', ...(options.kernelFile === false ? [] : ['vmlinuz'])]
    for (const name of copied) execFileSync('mcopy', ['-i', drive, join(work, name), `::${name}`], quiet)
  } finally {
    rmSync(work, { recursive: true })
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
