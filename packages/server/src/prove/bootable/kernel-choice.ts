/** Which kernel of a restored system is started, and how. Pure. */

export type KernelFiles = { kernel: string; initialRamDisk: string | null }

const KERNEL = /^(?:vmlinuz|vmlinux|kernel|bzImage|Image)-(.+)$/

/** The newest kernel of the names in /boot, with its initial RAM disk; one that has none only when no other is there. Null: there is none. */
export function chooseKernel(names: readonly string[]): KernelFiles | null {
  const found = names.flatMap((name): (KernelFiles & { version: string })[] => {
    const version = KERNEL.exec(name)?.[1]
    if (version === undefined || /rescue|\.(?:old|hmac|sig|bak)$/.test(version)) return []
    return [{ version, kernel: name, initialRamDisk: ramDiskOf(version, names) }]
  })
  const bare = names.includes('vmlinuz') ? [{ version: '', kernel: 'vmlinuz', initialRamDisk: ramDiskOf('', names) }] : []
  const best = [...found, ...bare].sort(
    (a, b) => Number(b.initialRamDisk !== null) - Number(a.initialRamDisk !== null) || compare(b.version, a.version),
  )[0]
  return best === undefined ? null : { kernel: best.kernel, initialRamDisk: best.initialRamDisk }
}

/** As Debian, Fedora, SUSE, Arch and Alpine name them. */
function ramDiskOf(version: string, names: readonly string[]): string | null {
  const candidates =
    version === ''
      ? ['initrd.img', 'initrd', 'initramfs']
      : [`initrd.img-${version}`, `initramfs-${version}.img`, `initrd-${version}`, `initramfs-${version}`]
  return candidates.find((name) => names.includes(name)) ?? null
}

/** Numbers as numbers: 6.1.0-9 is older than 6.1.0-10. */
function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

/** Words of the system's own command line that would lead elsewhere than to this disk and these consoles. */
const OURS =
  /^(root|rootflags|rootfstype|console|quiet|splash|loglevel|resume|cryptdevice|cryptopts|rd\.luks\S*|rd\.lvm\S*|panic|ro|rw|vga|nomodeset|earlyprintk|debug)(=|$)/

/** The kernel's messages go to both consoles; the last one named is where the system's own go, so that the screen is legible. */
export function commandLine(o: { uuid: string; own: string }): string {
  const own = o.own.split(/\s+/).filter((word) => word !== '' && !OURS.test(word))
  return [`root=UUID=${o.uuid}`, 'ro', ...own, 'console=ttyS0,115200', 'console=tty0', 'loglevel=3'].join(' ')
}

/** `GRUB_CMDLINE_LINUX` and `GRUB_CMDLINE_LINUX_DEFAULT` of /etc/default/grub. Nothing in it is evaluated. */
export function grubCommandLine(text: string): string {
  const values = [...text.matchAll(/^\s*GRUB_CMDLINE_LINUX(?:_DEFAULT)?=(?:"([^"$`\\]*)"|'([^']*)'|([^\s"'$`\\]*))\s*$/gm)]
  return values
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    .join(' ')
    .trim()
}
