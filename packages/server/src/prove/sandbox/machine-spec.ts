/** What a sandbox is made of, before anything runs. */

/** How its processor runs: by the host's own, or emulated. */
export type Accelerator = 'kvm' | 'tcg'

/** `virtio` is quick and what Linux servers know; the others are for systems that lack its drivers. */
export type Hardware = 'virtio' | 'ahci' | 'nvme'

export type Disk = {
  /** Read-only and always taken as raw: what its first bytes say is never followed. */
  base: string
  /** qcow2 of our own making that takes all writes. */
  overlay: string
}

/** Started straight from a kernel, as a boot loader would. */
export type DirectKernel = { image: string; initialRamDisk: string | null; commandLine: string }

/** `loaders`: a folder with a script for the firmware's shell, shown to it as a small disk on USB. */
export type Firmware = { kind: 'bios' } | { kind: 'uefi'; code: string; variables: string; loaders: string }

/** Address plan of the closed network; the host's side is the guest's gateway. */
export type GuestNetwork = { network: string; gateway: string; guest: string; dns?: string }

export type MachineSpec = {
  accelerator: Accelerator
  memoryMiB: number
  processors: number
  disks: readonly Disk[]
  hardware: Hardware
  firmware: Firmware
  kernel: DirectKernel | null
  /** TCP ports of the guest that checks ask for. Each gets a port of the host's loopback, chosen by the system. */
  guestPorts: readonly number[]
  /** Null: QEMU's own, with DHCP. */
  network: GuestNetwork | null
  /** Its screen can be opened by a person: a socket in QEMU's own folder. */
  screen: boolean
}

/** File descriptors that QEMU inherits as connected sockets: no path in the file system, no port, gone with either side. */
export const QMP_FD = 3
export const SERIAL_FD = 4
/** Of the screen's socket (VNC), in QEMU's own folder, where only its user and root look. */
export const SCREEN_SOCKET = 'screen.socket'
