/** The firmware of a server that starts by UEFI (Debian's OVMF), its variables, and a script that finds loaders which are not at the place for removable disks. */
import { access, chown, copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProofReason } from '@mainstay/contract/recovery'
import { reason } from '../reason.ts'
import type { SandboxUser } from '../sandbox/confinement.ts'
import type { Firmware } from '../sandbox/machine-spec.ts'

const PLACES = [
  { code: '/usr/share/OVMF/OVMF_CODE_4M.fd', variables: '/usr/share/OVMF/OVMF_VARS_4M.fd' },
  { code: '/usr/share/OVMF/OVMF_CODE.fd', variables: '/usr/share/OVMF/OVMF_VARS.fd' },
  { code: '/usr/share/edk2/x64/OVMF_CODE.4m.fd', variables: '/usr/share/edk2/x64/OVMF_VARS.4m.fd' },
]

/** Where systems put their loader; which of them is started is written in the old machine's variables, which no disk holds. */
const LOADERS = [
  ...['debian', 'ubuntu', 'fedora', 'centos', 'redhat', 'rocky', 'almalinux', 'opensuse', 'sles', 'proxmox'].flatMap((system) => [
    `${system}\\shimx64.efi`,
    `${system}\\grubx64.efi`,
  ]),
  'systemd\\systemd-bootx64.efi',
  'Microsoft\\Boot\\bootmgfw.efi',
]
const FILE_SYSTEMS = ['fs0', 'fs1', 'fs2', 'fs3', 'fs4', 'fs5']

/** `folder` belongs to the sandbox. */
export async function uefiFirmware(folder: string, user: SandboxUser | null): Promise<Firmware | ProofReason> {
  const place = await firstThere()
  if (place === null) return reason('recovery.sandbox.no-uefi')
  const [variables, loaders] = [join(folder, 'uefi-variables'), join(folder, 'uefi-loaders')]
  await copyFile(place.variables, variables)
  await mkdir(loaders, { mode: 0o700 })
  await writeFile(join(loaders, 'startup.nsh'), startScript(), { mode: 0o600 })
  if (user !== null) for (const path of [variables, loaders, join(loaders, 'startup.nsh')]) await chown(path, user.uid, user.gid)
  return { kind: 'uefi', code: place.code, variables, loaders }
}

/** For the firmware's own shell, which runs it when the disk has no loader at the place for removable disks. */
function startScript(): string {
  const tries = FILE_SYSTEMS.flatMap((disk) =>
    LOADERS.map((loader) => `if exist ${disk}:\\EFI\\${loader} then\r\n  ${disk}:\\EFI\\${loader}\r\nendif`),
  )
  return `@echo -off\r\n${tries.join('\r\n')}\r\necho No boot loader was found on any disk\r\n`
}

async function firstThere(): Promise<(typeof PLACES)[number] | null> {
  for (const place of PLACES) {
    const there = await Promise.all([access(place.code), access(place.variables)]).then(
      () => true,
      () => false,
    )
    if (there) return place
  }
  return null
}
