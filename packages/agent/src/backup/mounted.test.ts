import { expect, test } from 'vitest'
import { writableMounts } from './mounted.ts'

const files: Record<string, string> = {
  '/sys/class/block/sda/dev': '8:0\n',
  '/sys/class/block/sda1/dev': '8:1\n',
  '/sys/class/block/sda/sda1/partition': '1\n',
  '/sys/class/block/sda/sda2/partition': '2\n',
  '/sys/class/block/sda2/dev': '8:2\n',
  '/sys/class/block/dm-0/dev': '253:0\n',
  '/sys/class/block/sdb/dev': '8:16\n',
}
const lists: Record<string, string[]> = {
  '/sys/class/block/sda': ['sda1', 'sda2', 'queue', 'holders'],
  '/sys/class/block/sda2/holders': ['dm-0'],
}
const withMounts = (mountinfo: string) => ({
  read: (path: string) => (path === '/proc/self/mountinfo' ? mountinfo : (files[path] ?? null)),
  list: (path: string) => lists[path] ?? [],
})

test('a disk is in use by its partitions and by the volumes on them', () => {
  const look = withMounts(
    [
      '22 1 8:1 / /boot rw,relatime shared:1 - ext4 /dev/sda1 rw',
      '23 1 253:0 / / rw,relatime shared:2 - ext4 /dev/mapper/vg-root rw',
      '24 1 8:16 / /srv rw,relatime shared:3 - ext4 /dev/sdb rw',
    ].join('\n'),
  )
  expect(writableMounts('sda', look)).toEqual(['/boot', '/'])
  expect(writableMounts('sdb', look)).toEqual(['/srv'])
  expect(writableMounts('dm-0', look)).toEqual(['/'])
})

test('what is mounted for reading alone does not change under the reader', () => {
  const look = withMounts('22 1 8:1 / /boot ro,relatime shared:1 - ext4 /dev/sda1 rw\n23 1 8:2 / /x rw - ext4 /dev/sda2 ro')
  expect(writableMounts('sda', look)).toEqual([])
})

test('a device that the kernel does not know has no mounts', () => {
  expect(writableMounts('nope', withMounts('22 1 8:1 / / rw - ext4 /dev/sda1 rw'))).toEqual([])
})
