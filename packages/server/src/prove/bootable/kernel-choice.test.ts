import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseKernel, commandLine, grubCommandLine } from './kernel-choice.ts'

test.each([
  [
    'Debian',
    ['vmlinuz-6.1.0-9-amd64', 'initrd.img-6.1.0-9-amd64', 'vmlinuz-6.1.0-10-amd64', 'initrd.img-6.1.0-10-amd64', 'config-6.1.0-10-amd64'],
    'vmlinuz-6.1.0-10-amd64',
    'initrd.img-6.1.0-10-amd64',
  ],
  [
    'Fedora',
    ['vmlinuz-6.11.4-301.fc41.x86_64', 'initramfs-6.11.4-301.fc41.x86_64.img', 'vmlinuz-0-rescue-abc', 'initramfs-0-rescue-abc.img'],
    'vmlinuz-6.11.4-301.fc41.x86_64',
    'initramfs-6.11.4-301.fc41.x86_64.img',
  ],
  [
    'SUSE',
    ['vmlinuz-6.4.0-150600.23-default', 'initrd-6.4.0-150600.23-default', 'vmlinuz', 'initrd'],
    'vmlinuz-6.4.0-150600.23-default',
    'initrd-6.4.0-150600.23-default',
  ],
  ['Arch', ['vmlinuz-linux', 'initramfs-linux.img', 'initramfs-linux-fallback.img'], 'vmlinuz-linux', 'initramfs-linux.img'],
  ['Alpine', ['vmlinuz-lts', 'initramfs-lts', 'System.map-lts'], 'vmlinuz-lts', 'initramfs-lts'],
  ['one with plain names', ['vmlinuz', 'initrd.img'], 'vmlinuz', 'initrd.img'],
  [
    'an older one that has its RAM disk before a newer without',
    ['vmlinuz-6.1', 'initrd.img-6.1', 'vmlinuz-6.2'],
    'vmlinuz-6.1',
    'initrd.img-6.1',
  ],
  ['one without any RAM disk', ['vmlinuz-6.2'], 'vmlinuz-6.2', null],
])('%s', (_what, names, kernel, initialRamDisk) => {
  expect(chooseKernel(names)).toEqual({ kernel, initialRamDisk })
})

test('left-overs of updates are no kernels', () => {
  expect(chooseKernel(['vmlinuz-6.1.old', '.vmlinuz-6.1.hmac', 'vmlinuz-6.1.hmac', 'grub', 'initrd.img-6.1'])).toBeNull()
})

test('the order of the names does not matter, and the newest wins', () => {
  const versions = fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(
      versions.chain((all) => fc.tuple(fc.constant(Math.max(...all)), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([newest, order]) => {
        const names = order.flatMap((n) => [`vmlinuz-6.1.0-${n}-amd64`, `initrd.img-6.1.0-${n}-amd64`])
        expect(chooseKernel(names)?.kernel).toBe(`vmlinuz-6.1.0-${newest}-amd64`)
      },
    ),
  )
})

test('what leads to the old disk or hides the console is left out of the command line, the rest is kept', () => {
  const own = 'root=/dev/sda1 quiet splash net.ifnames=0 console=ttyS1 rd.lvm.lv=vg/root resume=UUID=9 apparmor=0 ro'
  expect(commandLine({ uuid: 'abc', own })).toBe('root=UUID=abc ro net.ifnames=0 apparmor=0 console=ttyS0,115200 console=tty0 loglevel=3')
})

test.each([
  ['GRUB_CMDLINE_LINUX="net.ifnames=0"\nGRUB_CMDLINE_LINUX_DEFAULT=\'quiet\'\n', 'net.ifnames=0 quiet'],
  ['GRUB_CMDLINE_LINUX=single\n', 'single'],
  ['#GRUB_CMDLINE_LINUX="a"\nGRUB_TIMEOUT=5\n', ''],
  ['GRUB_CMDLINE_LINUX="$(rm -rf /)"\n', ''],
])('%j of /etc/default/grub gives %j', (text, line) => {
  expect(grubCommandLine(text)).toBe(line)
})
