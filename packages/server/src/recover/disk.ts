/** Brings a whole disk back: to a device, or to an image file that a hypervisor takes. */
import { rename, rm, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ImageFormat } from '@mainstay/contract/recovery'
import { AppError } from '@mainstay/kernel'
import { brief } from '../prove/reason.ts'
import { runTool } from '../prove/sandbox/run-tool.ts'
import { recoverToDevice } from './device.ts'
import type { Came, Run } from './run.ts'
import { recoverStream, stagedStream, streamOf } from './stream-file.ts'

export async function recoverDisk(run: Run, { name, format }: { name: string | null; format: ImageFormat | null }): Promise<Came> {
  const found = await stat(run.target).catch(() => null)
  if (found?.isBlockDevice() === true) return recoverToDevice(run, streamOf(run.point, 'image', name))
  if (found !== null && !found.isFile()) throw new AppError('recovery.target.no-device', { target: run.target })
  const chosen = format ?? formatOf(run.target)
  if (chosen === 'raw') return recoverStream(run, 'image', name)
  return stagedStream(run, streamOf(run.point, 'image', name), (raw) => convert(run, raw, chosen))
}

/** By the name, where no format was named. */
export function formatOf(target: string): ImageFormat {
  const [, ending = ''] = /\.([a-z0-9]+)$/i.exec(target) ?? []
  return ({ qcow2: 'qcow2', vhdx: 'vhdx', vmdk: 'vmdk' } as const)[ending.toLowerCase()] ?? 'raw'
}

/** The raw disk stays until its copy in another format was read again and is the same. */
export async function convert(
  { target, signal, onProgress }: Pick<Run, 'target' | 'signal' | 'onProgress'>,
  raw: string,
  format: ImageFormat,
): Promise<Partial<Came> | null> {
  const work = `${raw}.${format}`
  const { size: bytes } = await stat(raw)
  onProgress({ step: 'converting', doneBytes: 0, totalBytes: bytes })
  await rm(work, { force: true })
  if (!(await imageTool(['convert', '-f', 'raw', '-O', format, raw, work], signal))) return { outcome: 'stopped' }
  onProgress({ step: 'verifying', doneBytes: 0, totalBytes: bytes })
  if (!(await imageTool(['compare', '-f', 'raw', '-F', format, raw, work], signal))) return { outcome: 'stopped' }
  onProgress({ step: 'verifying', doneBytes: bytes, totalBytes: bytes })
  await rename(work, resolve(target))
  return null
}

/** False when it was stopped. `-f` is always named: a guest's first bytes must not choose how its disk is read. */
async function imageTool(args: readonly string[], signal: AbortSignal): Promise<boolean> {
  const ran = await runTool(['qemu-img', ...args], { signal })
  if (ran.kind === 'stopped') return false
  if (ran.kind === 'missing') throw new AppError('recovery.tool.missing', { tool: 'qemu-img', package: 'qemu-utils' })
  if (ran.kind === 'failed') throw new AppError('recovery.tool.failed', { tool: 'qemu-img', detail: brief(ran.detail) })
  return true
}
