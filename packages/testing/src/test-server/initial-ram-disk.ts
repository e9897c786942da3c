// The initial RAM disk of a test server: loads the drivers of the disk and the network, finds the root file system, hands over to it.
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { ServerParts } from './parts.ts'

const DRIVERS = [
  'virtio',
  'virtio_ring',
  'virtio_pci_modern_dev',
  'virtio_pci_legacy_dev',
  'virtio_pci',
  'virtio_blk',
  'failover',
  'net_failover',
  'virtio_net',
]

/** Tried more than once, since one module may need a later one. The root may be a moment away: a disk is found in the background. */
const INIT = `#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
for round in 1 2 3; do for m in /lib/*.ko; do insmod $m 2>/dev/null; done; done
for word in $(cat /proc/cmdline); do case $word in root=*) root=\${word#root=};; esac; done
n=0
while [ $n -lt 30 ]; do
  case $root in UUID=*) disk=$(findfs $root 2>/dev/null);; *) [ -e $root ] && disk=$root;; esac
  [ -n "$disk" ] && break
  usleep 100000; n=$((n+1))
done
[ -z "$disk" ] && { echo "ALERT!  $root does not exist.  Dropping to a shell!" >/dev/console; exec sh; }
mount -o rw $disk /mnt || exec sh
umount /sys /proc; mount --move /dev /mnt/dev
exec switch_root /mnt /sbin/init
`

/** `drivers: false`: none for any disk of a sandbox but the one that is built into the kernel (NVMe). */
export function makeInitialRamDisk(parts: ServerParts, { drivers }: { drivers: boolean }): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'test-server-ram-disk-'))
  try {
    for (const name of ['bin', 'dev', 'proc', 'sys', 'mnt', 'lib']) mkdirSync(join(folder, name))
    copyFileSync(parts.busybox, join(folder, 'bin/busybox'))
    if (drivers) for (const file of moduleFiles(parts)) copyFileSync(file, join(folder, 'lib', basename(file)))
    writeFileSync(join(folder, 'init'), INIT)
    chmodSync(join(folder, 'init'), 0o755)
    const names = `${readdirSync(folder, { recursive: true }).join('\n')}\n`
    return gzipSync(execFileSync('cpio', ['-o', '-H', 'newc', '--quiet'], { cwd: folder, input: names, maxBuffer: 2 ** 28 }), { level: 1 })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export function moduleFiles({ modules }: ServerParts): string[] {
  const wanted = new Set(DRIVERS.map((name) => `${name}.ko`))
  const files = readdirSync(join(modules, 'kernel'), { recursive: true }).map(String)
  return files.filter((file) => wanted.has(basename(file))).map((file) => join(modules, 'kernel', file))
}
