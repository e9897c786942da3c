// What a test server is built from: the distribution's kernel, its modules and busybox.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { requireProgram } from '../peers/peer.ts'

export interface ServerParts {
  busybox: string
  kernel: string
  /** Folder of the kernel's modules. */
  modules: string
  release: string
}

const PACKAGES =
  'busybox-static linux-image-cloud-amd64 syslinux syslinux-common syslinux-efi mtools cpio qemu-system-x86 qemu-utils e2fsprogs'

/** The newest kernel of the cloud flavour, which is small. */
export function requireServerParts(): ServerParts {
  for (const program of ['qemu-system-x86_64', 'qemu-img', 'mke2fs', 'debugfs', 'syslinux', 'mformat', 'mcopy', 'mmd', 'cpio'])
    requireProgram(program, PACKAGES)
  const busybox = requireProgram('busybox', PACKAGES).path
  const release = releases().at(-1)
  if (release === undefined)
    throw new Error(
      `A kernel for test servers is missing. Run "npm test" as root, which installs it, or: sudo apt-get install -y --no-install-recommends ${PACKAGES}`,
    )
  return { busybox, release, kernel: join('/boot', `vmlinuz-${release}`), modules: join('/lib/modules', release) }
}

function releases(): string[] {
  const names = existsSync('/lib/modules') ? readdirSync('/lib/modules') : []
  return names
    .filter((name) => name.endsWith('-cloud-amd64') && existsSync(`/boot/vmlinuz-${name}`))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}
