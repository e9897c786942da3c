/** The argument list of QEMU for one sandbox. Pure. */
import { type Disk, type Hardware, type MachineSpec, QMP_FD, SCREEN_SOCKET, SERIAL_FD } from './machine-spec.ts'

export function qemuArguments(spec: MachineSpec): string[] {
  return [
    machine(spec),
    ['-m', `${spec.memoryMiB}M`, '-smp', String(spec.processors)],
    // Nothing that was not asked for: no default devices, no configuration of this machine, no display, no start anew after a reset.
    ['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-no-shutdown', '-rtc', 'base=utc'],
    ['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],
    ['-chardev', `socket,id=qmp,fd=${QMP_FD}`, '-mon', 'chardev=qmp,mode=control'],
    ['-chardev', `socket,id=serial,fd=${SERIAL_FD}`, '-serial', 'chardev:serial'],
    loaders(spec),
    spec.disks.flatMap((disk, n) => diskArguments(disk, n, spec.hardware)),
    ['-device', 'VGA', '-device', 'virtio-rng-pci'],
    spec.screen ? screen() : [],
    network(spec),
    kernel(spec),
  ].flat()
}

function machine({ accelerator, firmware }: MachineSpec): string[] {
  // A bounded cache of translated code: its default is a quarter of a large host's memory.
  const run = accelerator === 'kvm' ? ['-accel', 'kvm'] : ['-accel', 'tcg,thread=multi,tb-size=256']
  // `max`, since new distributions refuse the oldest processors.
  const cpu = ['-cpu', accelerator === 'kvm' ? 'host' : 'max']
  if (firmware.kind === 'bios') return ['-machine', 'q35', ...run, ...cpu]
  return [
    '-machine',
    'q35,pflash0=firmware,pflash1=variables',
    ...run,
    ...cpu,
    ...block({ driver: 'raw', 'node-name': 'firmware', 'read-only': true, file: { driver: 'file', filename: firmware.code } }),
    ...block({ driver: 'raw', 'node-name': 'variables', file: { driver: 'file', filename: firmware.variables } }),
  ]
}

/** Not among the server's own disks, whose names it would change. The firmware looks at what it may boot from, and at nothing else. */
function loaders({ firmware }: MachineSpec): string[] {
  if (firmware.kind === 'bios') return []
  const folder = { driver: 'vvfat', 'node-name': 'loaders', 'read-only': true, dir: firmware.loaders, 'fat-type': 16 }
  return [...block(folder), '-device', 'qemu-xhci,id=loaders-bus', '-device', 'usb-storage,bus=loaders-bus.0,drive=loaders,bootindex=2']
}

function diskArguments({ base, overlay }: Disk, n: number, hardware: Hardware): string[] {
  const chain = {
    driver: 'qcow2',
    'node-name': `disk${n}`,
    file: { driver: 'file', filename: overlay },
    // Named here, so that nothing in a header decides what is opened. Files of a FUSE mount take no locks.
    backing: { driver: 'raw', 'read-only': true, file: { driver: 'file', filename: base, locking: 'off', 'read-only': true } },
  }
  return [...block(chain), '-device', device(n, hardware)]
}

function device(n: number, hardware: Hardware): string {
  // 0 is taken by a kernel that QEMU loads itself.
  const order = n === 0 ? ',bootindex=1' : ''
  switch (hardware) {
    case 'virtio':
      return `virtio-blk-pci,drive=disk${n}${order}`
    case 'ahci':
      return `ide-hd,drive=disk${n},bus=ide.${n}${order}`
    case 'nvme':
      return `nvme,drive=disk${n},serial=mainstay${n}${order}`
  }
}

/** The pointer is a tablet, whose position is the viewer's: a mouse that moves by steps would be elsewhere than theirs. */
function screen(): string[] {
  return ['-vnc', `unix:${SCREEN_SOCKET}`, '-device', 'qemu-xhci', '-device', 'usb-tablet']
}

/** `restrict=on` is what closes the network: without it a guest reaches the host's own loopback. Forwarded ports stay, and only they. */
function network({ guestPorts, hardware, network: plan }: MachineSpec): string[] {
  const addresses =
    plan === null
      ? ''
      : `,net=${plan.network},host=${plan.gateway},dhcpstart=${plan.guest}${plan.dns === undefined ? '' : `,dns=${plan.dns}`}`
  const forwards = [...new Set(guestPorts)].map((port) => `,hostfwd=tcp:127.0.0.1:0-${plan?.guest ?? ''}:${port}`).join('')
  // No boot ROM: the guest is not to boot from a network.
  const card = hardware === 'virtio' ? 'virtio-net-pci' : 'e1000e'
  return ['-netdev', `user,id=net,restrict=on${addresses}${forwards}`, '-device', `${card},netdev=net,romfile=`]
}

function kernel({ kernel: direct }: MachineSpec): string[] {
  if (direct === null) return []
  const ramDisk = direct.initialRamDisk === null ? [] : ['-initrd', direct.initialRamDisk]
  return ['-kernel', direct.image, ...ramDisk, '-append', direct.commandLine]
}

/** As JSON, in which no file name can be taken for an option. */
function block(options: object): string[] {
  return ['-blockdev', JSON.stringify(options)]
}
