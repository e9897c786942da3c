import fc from 'fast-check'
import { expect, test } from 'vitest'
import { adaptFstab, parseFstab, rootIdentity, volumesOf } from './fstab.ts'

const UUID = '0fc63daf-8483-4772-8e79-3d69d8477de4'
const SERVER = `# /etc/fstab: static file system information.
UUID=${UUID} /               ext4    errors=remount-ro 0       1
UUID=1234-ABCD  /boot/efi       vfat    umask=0077      0       1
/dev/mapper/vg-var /var  xfs defaults 0 2
LABEL=data\t/srv/my\\040data\text4\tdefaults,noatime\t0\t2
/dev/sdc1 /backup ext4 noauto,user 0 0
/swap.img none swap sw 0 0
nas:/export /mnt/nas nfs4 _netdev 0 0
//nas/share /mnt/share cifs credentials=/root/c 0 0
tmpfs /tmp tmpfs size=1g 0 0
/srv/www /home/www none bind 0 0
`

test('every line that names something is read, blanks in names too', () => {
  const entries = parseFstab(SERVER)
  expect(entries).toHaveLength(10)
  expect(entries[3]).toEqual({ line: 4, device: 'LABEL=data', mountPoint: '/srv/my data', type: 'ext4', options: ['defaults', 'noatime'] })
})

test('the server’s own volumes: those that a boot mounts from disks of its own', () => {
  expect(volumesOf(parseFstab(SERVER))).toEqual(['/var', '/srv/my data'])
})

test('all is on one disk: the root’s line is new, volumes, swap and network are set aside, the rest stays', () => {
  const lines = adaptFstab(SERVER, UUID).split('\n')
  const aside = lines.filter((line) => line.startsWith('# set aside'))
  expect(lines[1]).toBe(`UUID=${UUID} / ext4 defaults 0 1`)
  expect(aside.map((line) => line.split(/\s+/)[7])).toEqual([
    '/boot/efi',
    '/var',
    '/srv/my\\040data',
    '/backup',
    'none',
    '/mnt/nas',
    '/mnt/share',
  ])
  expect(lines.filter((line) => /tmpfs|bind/.test(line))).toEqual(['tmpfs /tmp tmpfs size=1g 0 0', '/srv/www /home/www none bind 0 0'])
})

test.each([
  [`UUID=${UUID} / ext4 defaults 0 1`, { uuid: UUID, label: null }],
  [`UUID="${UUID}" / ext4 defaults 0 1`, { uuid: UUID, label: null }],
  ['LABEL=cloudimg-rootfs / ext4 defaults 0 1', { uuid: null, label: 'cloudimg-rootfs' }],
  ['LABEL=a-label-longer-than-ext4-takes / btrfs defaults 0 1', { uuid: null, label: 'a-label-longer-t' }],
  ['UUID=1234-ABCD / vfat defaults 0 1', { uuid: null, label: null }],
  ['/dev/mapper/vg-root / xfs defaults 0 1', { uuid: null, label: null }],
  ['', { uuid: null, label: null }],
])('%j: the disk answers to %j', (text, identity) => {
  expect(rootIdentity(parseFstab(text))).toEqual(identity)
})

test('whatever it says: as many lines, one adapted a second time is the same, and nothing is mounted from elsewhere', () => {
  const field = fc.constantFrom('UUID=1', '/dev/sdb1', 'nas:/x', '/', '/srv', 'none', 'ext4', 'swap', 'nfs', 'defaults', 'bind', '0', '#')
  const text = fc.array(fc.array(field, { maxLength: 6 }).map((fields) => fields.join(' '))).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(text, (original) => {
      const adapted = adaptFstab(original, UUID)
      expect(adapted.split('\n')).toHaveLength(original.split('\n').length)
      expect(adaptFstab(adapted, UUID)).toBe(adapted)
      const left = parseFstab(adapted)
      expect(volumesOf(left)).toEqual([])
      expect(left.filter((one) => one.type === 'swap' || one.type === 'nfs')).toEqual([])
    }),
  )
})
