import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { emptyVolumes, findSystem, textOf } from './system-tree.ts'

let restored: string
beforeEach(() => {
  restored = mkdtempSync(join(tmpdir(), 'system-tree-'))
})
afterEach(() => rmSync(restored, { recursive: true }))

function system(folder: string): string {
  const root = join(restored, folder)
  for (const name of ['etc/default', 'usr/sbin', 'boot']) mkdirSync(join(root, name), { recursive: true })
  writeFileSync(join(root, 'etc/fstab'), 'UUID=1 / ext4 defaults 0 1\n')
  writeFileSync(join(root, 'boot/vmlinuz-6.1'), '')
  writeFileSync(join(root, 'boot/initrd.img-6.1'), '')
  return root
}

test('a system that was backed up from its root is found there', async () => {
  const root = system('')
  expect(await findSystem(restored, ['/'])).toEqual({
    root,
    kernel: { kernel: 'vmlinuz-6.1', initialRamDisk: 'initrd.img-6.1' },
    fstab: 'UUID=1 / ext4 defaults 0 1\n',
    grub: '',
  })
})

test('one that was backed up from a folder is found in it', async () => {
  const root = system('mnt/server')
  writeFileSync(join(root, 'etc/default/grub'), 'GRUB_CMDLINE_LINUX=x\n')
  expect(await findSystem(restored, ['/mnt/server'])).toMatchObject({ root, grub: 'GRUB_CMDLINE_LINUX=x\n' })
})

test('files that are no system are none, and links do not lead to this machine’s own', async () => {
  mkdirSync(join(restored, 'srv'))
  expect(await findSystem(restored, ['/srv'])).toBeNull()
  symlinkSync('/', join(restored, 'link'))
  expect(await findSystem(restored, ['/link/'])).toBeNull()
  const root = system('')
  rmSync(join(root, 'etc/fstab'))
  symlinkSync('/etc/passwd', join(root, 'etc/fstab'))
  rmSync(join(root, 'boot'), { recursive: true })
  symlinkSync('/boot', join(root, 'boot'))
  expect(await findSystem(restored, ['/'])).toMatchObject({ fstab: '', kernel: null })
  expect(await textOf(root, 'etc/fstab')).toBeNull()
})

test('a volume is empty when its folder is, is not there, or has only what mkfs puts in', async () => {
  for (const name of ['full', 'bare', 'fresh/lost+found']) mkdirSync(join(restored, name), { recursive: true })
  writeFileSync(join(restored, 'full/x'), '')
  expect(await emptyVolumes(restored, ['/full', '/bare', '/fresh', '/none'])).toEqual(['/bare', '/fresh', '/none'])
})
