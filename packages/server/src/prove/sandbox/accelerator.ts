/** Whether this machine can run guests on its own processor (KVM): by letting a guest of three instructions run, since a device that opens may still not work. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { access, constants } from 'node:fs/promises'
import type { Accelerator } from './machine-spec.ts'

/** `mov al, 0x15; out 0xf4, al; hlt`, as a boot sector: QEMU's debug port then ends it with 0x15 × 2 + 1. */
const GUEST = Buffer.from([0xb0, 0x15, 0xe6, 0xf4, 0xf4])
const ANSWER = 0x15 * 2 + 1
const PROBE_MS = 10_000

let known: Promise<Accelerator> | null = null

/** Asked once for the life of the process. */
export function findAccelerator(): Promise<Accelerator> {
  known ??= probe()
  return known
}

async function probe(): Promise<Accelerator> {
  const usable = await access('/dev/kvm', constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  )
  return usable && (await runs()) ? 'kvm' : 'tcg'
}

async function runs(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'mainstay-kvm-'))
  try {
    const sector = Buffer.alloc(512)
    GUEST.copy(sector)
    sector.writeUInt16LE(0xaa55, 510)
    await writeFile(join(folder, 'sector'), sector)
    const disk = JSON.stringify({ driver: 'raw', 'node-name': 'disk', 'read-only': true, file: { driver: 'file', filename: 'sector' } })
    const args = ['-machine', 'pc', '-accel', 'kvm', '-cpu', 'host', '-m', '16M', '-nodefaults', '-no-user-config', '-display', 'none']
    const devices = ['-device', 'isa-debug-exit,iobase=0xf4,iosize=0x04', '-blockdev', disk, '-device', 'ide-hd,drive=disk']
    const child = spawn('qemu-system-x86_64', [...args, ...devices], {
      cwd: folder,
      stdio: 'ignore',
      timeout: PROBE_MS,
      killSignal: 'SIGKILL',
    })
    const code = await new Promise<number | null>((resolve) => {
      child.once('error', () => resolve(null))
      child.once('exit', resolve)
    })
    return code === ANSWER
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
