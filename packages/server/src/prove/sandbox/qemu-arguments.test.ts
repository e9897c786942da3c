import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MachineSpec } from './machine-spec.ts'
import { qemuArguments } from './qemu-arguments.ts'

const SPEC: MachineSpec = {
  accelerator: 'tcg',
  memoryMiB: 512,
  processors: 2,
  disks: [{ base: '../mount/server.img', overlay: 'disk0.qcow2' }],
  hardware: 'virtio',
  firmware: { kind: 'bios' },
  kernel: null,
  guestPorts: [80, 5432, 80],
  screen: false,
  network: null,
}

const argumentsOf = (spec: Partial<MachineSpec> = {}): string[] => qemuArguments({ ...SPEC, ...spec })
/** The values of an option, in order. */
const valuesOf = (args: string[], option: string): string[] => args.filter((_, n) => args[n - 1] === option)
const blocks = (args: string[]) => valuesOf(args, '-blockdev').map((text) => JSON.parse(text))

test('the network is closed but for the ports that checks ask for, each once and on the loopback only', () => {
  const [netdev] = valuesOf(argumentsOf(), '-netdev')
  expect(netdev).toBe('user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:0-:80,hostfwd=tcp:127.0.0.1:0-:5432')
})

test('a server with a static address finds its own subnet and its gateway there', () => {
  const network = { network: '192.168.7.0/24', gateway: '192.168.7.1', guest: '192.168.7.20' }
  const [netdev] = valuesOf(argumentsOf({ network, guestPorts: [22] }), '-netdev')
  expect(netdev).toBe(
    'user,id=net,restrict=on,net=192.168.7.0/24,host=192.168.7.1,dhcpstart=192.168.7.20,hostfwd=tcp:127.0.0.1:0-192.168.7.20:22',
  )
})

test('QEMU starts with nothing of its own: no default devices, no configuration, its own sandbox on', () => {
  const args = argumentsOf()
  for (const flag of ['-nodefaults', '-no-user-config', '-no-reboot', '-no-shutdown']) expect(args).toContain(flag)
  expect(valuesOf(args, '-sandbox')).toEqual(['on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'])
  expect(valuesOf(args, '-display')).toEqual(['none'])
})

test.each([
  ['kvm', ['kvm'], ['host']],
  ['tcg', ['tcg,thread=multi,tb-size=256'], ['max']],
] as const)('the accelerator %s', (accelerator, accel, cpu) => {
  const args = argumentsOf({ accelerator })
  expect([valuesOf(args, '-accel'), valuesOf(args, '-cpu')]).toEqual([accel, cpu])
})

test.each([
  ['virtio', 'virtio-blk-pci,drive=disk0,bootindex=1', 'virtio-blk-pci,drive=disk1', 'virtio-net-pci,netdev=net,romfile='],
  ['ahci', 'ide-hd,drive=disk0,bus=ide.0,bootindex=1', 'ide-hd,drive=disk1,bus=ide.1', 'e1000e,netdev=net,romfile='],
  ['nvme', 'nvme,drive=disk0,serial=mainstay0,bootindex=1', 'nvme,drive=disk1,serial=mainstay1', 'e1000e,netdev=net,romfile='],
] as const)('hardware %s: the first disk is booted, every disk is there', (hardware, first, second, card) => {
  const disks = [...SPEC.disks, { base: 'data.img', overlay: 'disk1.qcow2' }]
  expect(valuesOf(argumentsOf({ hardware, disks }), '-device')).toEqual([first, second, 'VGA', 'virtio-rng-pci', card])
})

test('UEFI gets its code read-only and variables of its own', () => {
  const args = argumentsOf({
    firmware: { kind: 'uefi', code: '/usr/share/OVMF/OVMF_CODE.fd', variables: 'variables.fd', loaders: 'loaders' },
  })
  expect(valuesOf(args, '-machine')).toEqual(['q35,pflash0=firmware,pflash1=variables'])
  expect(blocks(args).slice(0, 3)).toMatchObject([
    { 'node-name': 'firmware', 'read-only': true, file: { filename: '/usr/share/OVMF/OVMF_CODE.fd' } },
    { 'node-name': 'variables', file: { filename: 'variables.fd' } },
    { driver: 'vvfat', 'read-only': true, dir: 'loaders' },
  ])
  expect(valuesOf(args, '-device')).toContain('usb-storage,bus=loaders-bus.0,drive=loaders,bootindex=2')
})

test('a kernel of its own is handed over with its command line as one argument', () => {
  const args = argumentsOf({ kernel: { image: 'kernel', initialRamDisk: null, commandLine: 'root=UUID=1 -netdev user' } })
  expect(valuesOf(args, '-append')).toEqual(['root=UUID=1 -netdev user'])
  expect(args).not.toContain('-initrd')
})

test('whatever an image is called, it is read as raw and read-only, and its name is no option', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'binary' }), fc.integer({ min: 1, max: 4 }), (name, count) => {
      const disks = Array.from({ length: count }, (_, n) => ({ base: name, overlay: `disk${n}.qcow2` }))
      const args = argumentsOf({ disks })
      const found = blocks(args)
      expect(found).toHaveLength(count)
      for (const each of found)
        expect(each.backing).toEqual({
          driver: 'raw',
          'read-only': true,
          file: { driver: 'file', filename: name, locking: 'off', 'read-only': true },
        })
      expect(args.filter((arg) => arg === '-blockdev')).toHaveLength(count)
    }),
  )
})

test('its screen can be opened by a socket in its own folder, and only when a person looks', () => {
  expect(argumentsOf()).not.toContain('-vnc')
  expect(valuesOf(argumentsOf({ screen: true }), '-vnc')).toEqual(['unix:screen.socket'])
})
