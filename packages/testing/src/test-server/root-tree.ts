// The files of a test server: busybox, an account, a web page, orders on a data folder, a login prompt on screen and serial line.
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeInitialRamDisk } from './initial-ram-disk.ts'
import type { ServerParts } from './parts.ts'

export const ROOT_UUID = '11111111-2222-3333-4444-555555555555'
export const SERVER_NAME = 'testserver'
export const ORDERS = 'id,amount\n1,42\n'
/** Of the account root. */
export const SERVER_PASSWORD = 'restored'

export interface ServerOptions {
  /** False: its initial RAM disk has no driver for virtio disks. */
  drivers?: boolean
  /** Lines that run last at its start, before the login prompt. */
  startUp?: string
  /** Kernel and initial RAM disk in /boot, as installed systems have them. */
  kernel?: boolean
}

const FOLDERS = [
  'bin',
  'sbin',
  'etc',
  'proc',
  'sys',
  'dev',
  'tmp',
  'run',
  'root',
  'srv/www',
  'srv/data',
  'boot',
  'usr/bin',
  'usr/sbin',
  'var/log',
]

export function makeRootTree(folder: string, parts: ServerParts, options: ServerOptions = {}): void {
  for (const name of FOLDERS) mkdirSync(join(folder, name), { recursive: true })
  copyFileSync(parts.busybox, join(folder, 'bin/busybox'))
  for (const applet of execFileSync(parts.busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n'))
    if (!existsSync(join(folder, 'bin', applet))) symlinkSync('busybox', join(folder, 'bin', applet))
  symlinkSync('../bin/busybox', join(folder, 'sbin/init'))
  const write = (name: string, text: string, mode = 0o644) => {
    writeFileSync(join(folder, name), text)
    chmodSync(join(folder, name), mode)
  }
  write('etc/hostname', `${SERVER_NAME}\n`)
  write('etc/issue', 'Test server\n')
  write('etc/os-release', 'ID=testserver\nPRETTY_NAME="Test server"\n')
  write('etc/fstab', `UUID=${ROOT_UUID} / ext4 defaults 0 1\n`)
  write('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n')
  write('etc/group', 'root:x:0:\n')
  const hash = execFileSync('openssl', ['passwd', '-6', '-salt', 'mainstay', SERVER_PASSWORD], { encoding: 'utf8' }).trim()
  write('etc/shadow', `root:${hash}:20000:0:99999:7:::\n`, 0o600)
  write('etc/inittab', '::sysinit:/etc/rc\nttyS0::respawn:/bin/getty -L 115200 ttyS0 vt100\ntty1::respawn:/bin/getty 38400 tty1 linux\n')
  write('etc/rc', startScript(options.startUp ?? ''), 0o755)
  write('srv/www/index.html', '<h1>42 orders</h1>\n')
  write('srv/data/orders.csv', ORDERS)
  if (options.kernel === false) return
  copyFileSync(parts.kernel, join(folder, 'boot', `vmlinuz-${parts.release}`))
  writeFileSync(join(folder, 'boot', `initrd.img-${parts.release}`), makeInitialRamDisk(parts, { drivers: options.drivers ?? true }))
}

/** The web server starts only when the data is there, as a service would. */
function startScript(startUp: string): string {
  return `#!/bin/sh
mount -t proc proc /proc; mount -t sysfs sys /sys
hostname -F /etc/hostname
ifconfig lo 127.0.0.1 up
ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up
route add default gw 10.0.2.2
[ -s /srv/data/orders.csv ] && httpd -h /srv/www -p 80
${startUp}
`
}
