/** A still view of a disk while it is read: an LVM snapshot where the device is a logical volume; else the device itself, with what that means. */
import { realpathSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { linuxSource } from '../collectors/linux-source.ts'
import { writableMounts } from './mounted.ts'
import { runProgram } from './run-program.ts'

export type StillVolume = {
  path: string
  /** Why the image may not be whole; null: it is. */
  doubt: string | null
  release(): Promise<void>
}

const TOOL_MS = 120_000
/** How much the volume may change while it is read; a snapshot that overflows gives errors, and the backup fails. */
const ROOM = '15%ORIGIN'
const SUFFIX = '-mainstay'

/** Throws with one line when it is no block device. */
export async function stillVolume(device: string, signal: AbortSignal): Promise<StillVolume> {
  if (!statSync(device).isBlockDevice()) throw new Error(`${device} is no disk`)
  const volume = await logicalVolume(device, signal)
  if (volume !== null) {
    const name = `${volume.name}${SUFFIX}`
    // Of a backup that was cut off. A volume of that name which is no snapshot of this one is a person's own: then none is made.
    const left = await runProgram(['lvs', '--noheadings', '--options', 'origin', `${volume.group}/${name}`], { timeoutMs: TOOL_MS, signal })
    if (left.ok && left.output.trim() === volume.name)
      await runProgram(['lvremove', '--yes', `${volume.group}/${name}`], { timeoutMs: TOOL_MS, signal })
    const make = [
      'lvcreate',
      '--yes',
      '--snapshot',
      '--permission',
      'r',
      '--extents',
      ROOM,
      '--name',
      name,
      `${volume.group}/${volume.name}`,
    ]
    const made = await runProgram(make, { timeoutMs: TOOL_MS, signal })
    const release = async (): Promise<void> => {
      await runProgram(['lvremove', '--yes', `${volume.group}/${name}`], { timeoutMs: TOOL_MS, signal: AbortSignal.timeout(TOOL_MS) })
    }
    if (made.ok) return { path: `/dev/${volume.group}/${name}`, doubt: null, release }
    return { path: device, doubt: doubtOf(device, `no snapshot could be made of it (${made.reason})`), release: async () => {} }
  }
  return { path: device, doubt: doubtOf(device, 'it is no logical volume, so no snapshot of it can be made'), release: async () => {} }
}

/** Null where the device is no logical volume, or LVM is not there. */
async function logicalVolume(device: string, signal: AbortSignal): Promise<{ group: string; name: string } | null> {
  const asked = await runProgram(['lvs', '--noheadings', '--options', 'vg_name,lv_name', device], { timeoutMs: TOOL_MS, signal })
  const [group, name] = asked.ok ? asked.output.trim().split(/\s+/) : []
  return group === undefined || name === undefined || name === '' ? null : { group, name }
}

function doubtOf(device: string, why: string): string | null {
  const mounts = writableMounts(basename(realpathSync(device)), linuxSource)
  return mounts.length === 0 ? null : `${device} was in use (${mounts.slice(0, 3).join(', ')}) and ${why}: the image may be torn`
}
