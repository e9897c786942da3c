import { expect, test } from 'vitest'
import { fuseMounts } from './mounts.ts'

test('of all mounts only those of FUSE are named, blanks read back', () => {
  const table = [
    '25 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
    '90 25 0:50 / /srv/my\\040proofs/mount ro,nosuid,nodev shared:9 - fuse restic ro,user_id=0',
    '91 25 0:51 / /mnt/other rw - fuse.sshfs host:/ rw',
    '92 25 0:52 / /sys/fs/fuse/connections rw - fusectl fusectl rw',
    '',
  ].join('\n')
  expect(fuseMounts(table)).toEqual(['/srv/my proofs/mount', '/mnt/other'])
})
