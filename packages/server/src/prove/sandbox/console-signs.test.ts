import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readConsole } from './console-signs.ts'

test.each([
  ['Debian GNU/Linux 12 web ttyS0\n\nweb login: ', 'web login:'],
  ['testserver login:', 'testserver login:'],
  ['[    3.1] random: crng init done\nsrv-01.example.org login: \n', 'srv-01.example.org login:'],
])('%j is a login prompt', (text, line) => {
  expect(readConsole(text)).toEqual({ kind: 'prompt', line })
})

test.each(['', 'Last login: Mon Nov 23 10:00:00 on ttyS0', 'Starting login service...', 'systemd-logind: New seat seat0.'])(
  '%j is no sign of anything',
  (text) => {
    expect(readConsole(text)).toBeNull()
  },
)

// As the boot loaders, kernels and initial RAM disks write them.
test.each([
  ['EXT4-fs (vda1): VFS: Can’t find ext4 filesystem', 'recovery.boot.root-damaged'],
  ['EXT4-fs error (device vda1): ext4_lookup:1855: inode #2: comm init: iget: checksum invalid', 'recovery.boot.root-damaged'],
  ['XFS (vda2): Metadata corruption detected at xfs_agf_read_verify', 'recovery.boot.root-damaged'],
  ['XFS (vda2): Corruption detected. Unmount and run xfs_repair', 'recovery.boot.root-damaged'],
  ['BTRFS error (device vda): open_ctree failed', 'recovery.boot.root-damaged'],
  ['/dev/vda1: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.', 'recovery.boot.root-damaged'],
  ['mount: mounting /dev/vda1 on /root failed: Invalid argument', 'recovery.boot.root-damaged'],
  ['VFS: Unable to mount root fs on unknown-block(0,0)', 'recovery.boot.root-missing'],
  ['ALERT!  UUID=1111 does not exist.  Dropping to a shell!', 'recovery.boot.root-missing'],
  ['Gave up waiting for root file system device.  Common problems:', 'recovery.boot.root-missing'],
  ['dracut-initqueue timeout - starting timeout scripts', 'recovery.boot.root-missing'],
  ['No working init found.  Try passing init= option to kernel.', 'recovery.boot.no-init'],
  ['run-init: can’t\nswitch_root: can’t execute /sbin/init', 'recovery.boot.no-init'],
  ['Kernel panic - not syncing: sysrq triggered crash', 'recovery.boot.panic'],
  ['You are in emergency mode. After logging in, type "journalctl -xb"', 'recovery.boot.emergency'],
  ['Loading vmlinuz... failed: No such file or directory', 'recovery.boot.no-kernel'],
  ["error: file `/boot/vmlinuz-6.1.0-10-amd64' not found.", 'recovery.boot.no-kernel'],
  ['error: no such device: 1111.\nEntering rescue mode...\ngrub rescue> ', 'recovery.boot.boot-loader'],
  ['Booting from Hard Disk...\nBoot failed: not a bootable disk\n\nNo bootable device.', 'recovery.boot.no-boot-loader'],
  ['UEFI Interactive Shell v2.2\nNo boot loader was found on any disk', 'recovery.boot.no-boot-loader'],
  ['Missing operating system.', 'recovery.boot.no-boot-loader'],
])('%j is a failure: %s', (text, code) => {
  expect(readConsole(`[    0.9] before\n${text}\nafter`)).toMatchObject({ kind: 'failed', reason: { code } })
})

test('the cause comes before what follows from it, and before a prompt', () => {
  const root = 'VFS: Unable to mount root fs on unknown-block(0,0)\nKernel panic - not syncing: VFS: Unable to mount root fs'
  expect(readConsole(root)).toMatchObject({ reason: { code: 'recovery.boot.root-missing' } })
  expect(readConsole('BTRFS error (device vda): bad tree block\nweb login: ')).toMatchObject({ kind: 'failed' })
})

test('the line that was seen is in the reason', () => {
  const sign = readConsole('Kernel panic - not syncing: Attempted to break it\nend')
  expect(sign).toMatchObject({ reason: { text: 'The server’s kernel stopped: Attempted to break it' } })
})

test('a prompt is found behind any text without signs, and never in text that has none', () => {
  const word = fc.stringMatching(/^[a-z0-9 .[\]-]{0,40}$/).filter((text) => readConsole(text) === null)
  fc.assert(
    fc.property(fc.array(word), (lines) => {
      expect(readConsole(lines.join('\n'))).toBeNull()
      expect(readConsole(`${lines.join('\n')}\nweb login: `)).toEqual({ kind: 'prompt', line: 'web login:' })
    }),
  )
})
