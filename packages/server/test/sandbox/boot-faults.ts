/** What can be wrong with a restore point from which a server is started, and what the extraction test must say of it: never that it passed. */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type ImageOptions, ROOT_PARTITION, ROOT_UUID } from '@mainstay/testing'
import type { ProveOptions } from '../../src/prove/engine.ts'
import { type Bed, CHECKS } from './bed.ts'

export type BootFault = {
  what: string
  /** Makes the damaged backup; gives its restore point. */
  backup(bed: Bed): string
  options?: Partial<ProveOptions>
  verdict: 'failed' | 'unknown'
  code: RegExp
  /** Whether the server was started, so that there is a picture. */
  seen: boolean
}

/** Nothing more comes from these: they are watched until their time is up. */
const UNTIL_OVER = { bootSeconds: 15 }

/** Also part of `npm test`: the kinds that differ in how they end. The others are run by `npm run faults -- recovery`. */
export const QUICK_FAULTS: readonly BootFault[] = [
  ofImage('the kernel is gone', { kernelFile: false }, /boot\.no-kernel/),
  ofImage('it restarts for ever', { startUp: 'reboot -f' }, /boot\.restarted/),
  {
    what: 'a service whose data folder is empty',
    backup: (bed) => bed.backupImage(bed.image({ startUp: 'killall httpd; rm -r /srv/data/*' })),
    options: { checks: CHECKS.slice(0, 1), serviceSeconds: 4 },
    verdict: 'failed',
    code: /check\.failed/,
    seen: true,
  },
  {
    what: 'an image whose header names another file',
    backup(bed) {
      const path = join(bed.folder, 'hostile.img')
      writeFileSync(join(bed.folder, 'secret'), 'secret')
      execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', join(bed.folder, 'secret'), '-F', 'raw', path, '1M'])
      return bed.backupImage(path)
    },
    verdict: 'unknown',
    code: /image\.foreign-format/,
    seen: false,
  },
  {
    what: 'a device that was backed up by its path, and so without content',
    backup(bed) {
      const path = join(bed.folder, 'empty.img')
      writeFileSync(path, '')
      return bed.backupTree(path)
    },
    verdict: 'failed',
    code: /image\.empty/,
    seen: false,
  },
  ofFiles('files without a kernel', (tree) => rmSync(join(tree, 'boot'), { recursive: true }), /boot\.no-kernel/),
  ofFiles('a volume of which nothing was backed up', missingVolume, /boot\.volume-missing/),
  {
    ...ofFiles('files that are no system', (tree) => rmSync(join(tree, 'etc'), { recursive: true }), /boot\.no-system/),
    verdict: 'unknown',
  },
]

export const SLOW_FAULTS: readonly BootFault[] = [
  { ...ofImage('the boot loader is gone', { bootLoader: false }, /boot\.no-boot-loader/), options: UNTIL_OVER },
  ofImage('the image is cut short', {}, /boot\.root-(missing|damaged)/, cut),
  ofImage('the root file system is corrupt', {}, /boot\.root-(missing|damaged)/, scramble),
  { ...ofImage('it never comes up', { startUp: 'sleep 1000' }, /boot\.no-prompt/), options: UNTIL_OVER },
  ofImage('its kernel panics', { startUp: 'echo c >/proc/sysrq-trigger' }, /boot\.panic/),
  ofImage('it switches itself off', { startUp: 'poweroff -f' }, /boot\.off/),
  {
    ...ofImage(
      'it floods its console',
      { startUp: 'while :; do cat /bin/busybox; done >/dev/ttyS0' },
      // Which it is, is a matter of how fast this machine is: its web server answers meanwhile.
      /boot\.(console-flood|no-prompt|prompt-not-seen)/,
    ),
    options: UNTIL_OVER,
  },
  ofFiles('files without what is started first', (tree) => rmSync(join(tree, 'sbin/init')), /boot\.no-init/, true),
  {
    what: 'it shows only a picture',
    backup: backupPicture,
    options: { ...UNTIL_OVER, asked: 'L3', checks: [] },
    verdict: 'unknown',
    code: /boot\.picture-only/,
    seen: true,
  },
]

export function missingVolume(tree: string): void {
  mkdirSync(join(tree, 'var/lib/archive'), { recursive: true })
  writeFileSync(join(tree, 'etc/fstab'), `UUID=${ROOT_UUID} / ext4 defaults 0 1\nLABEL=archive /var/lib/archive ext4 defaults 0 2\n`)
}

function ofImage(what: string, image: ImageOptions, code: RegExp, damage: (path: string) => void = () => {}): BootFault {
  return {
    what,
    backup(bed) {
      const path = bed.image(image)
      damage(path)
      return bed.backupImage(path)
    },
    verdict: 'failed',
    code,
    seen: true,
  }
}

function ofFiles(what: string, damage: (tree: string) => void, code: RegExp, seen = false): BootFault {
  return {
    what,
    backup(bed) {
      const tree = bed.tree()
      damage(tree)
      return bed.backupTree(tree)
    },
    verdict: 'failed',
    code,
    seen,
  }
}

function cut(path: string): void {
  truncateSync(path, (ROOT_PARTITION.at + 4) * 2 ** 20)
}

/** The root file system's superblock and its copies. */
function scramble(path: string): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(2 ** 20, 0x5a), 0, 2 ** 20, ROOT_PARTITION.at * 2 ** 20)
  closeSync(file)
}

/** A boot sector that switches to 320 × 200 colours, paints a stripe, and stops. */
function backupPicture(bed: Bed): string {
  const path = join(bed.folder, 'picture.img')
  const sector = Buffer.alloc(512)
  Buffer.from('b81300cd10b800a08ec0bf0000b00eb9002ff3aaf4ebfd', 'hex').copy(sector)
  sector.writeUInt16LE(0xaa55, 510)
  writeFileSync(path, Buffer.concat([sector, Buffer.alloc(2 ** 20)]))
  return bed.backupImage(path)
}
