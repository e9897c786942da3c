/** Writes a disk to a device: what it has already is left, so that the same command goes on, and all is read again at the end. */
import { createHash } from 'node:crypto'
import { constants, type FileHandle, open } from 'node:fs/promises'
import { AppError } from '@mainstay/kernel'
import { hasCode } from '../platform/files/durable.ts'
import { reason } from '../prove/reason.ts'
import { runRestic } from '../prove/restic-process.ts'
import { damage } from '../prove/steps.ts'
import { bytesOfDevice, usersOfDevice } from './device-use.ts'
import { createBlockWriter } from './block-writer.ts'
import { listWanted } from './listing.ts'
import { type Came, NOTHING, type Run } from './run.ts'
import type { Stream } from './stream-file.ts'

const READ_BYTES = 4 * 1024 * 1024

export async function recoverToDevice(run: Run, { snapshotId, path }: Stream): Promise<Came> {
  const { restic, target, overwrite, signal, onProgress } = run
  if (!overwrite) throw new AppError('recovery.target.exists', { target })
  const [user] = await usersOfDevice(target)
  if (user !== undefined) throw new AppError('recovery.target.mounted', { target, by: user })
  const listed = await listWanted(restic, { id: snapshotId, paths: [path], target, signal })
  if (listed.kind === 'stopped') return { ...NOTHING, outcome: 'stopped' }
  if (listed.kind === 'damaged') return { ...NOTHING, reasons: listed.reasons }
  const { bytes } = listed.listing
  const handle = await openAlone(target)
  try {
    const has = await bytesOfDevice(target)
    if (has < bytes) throw new AppError('recovery.target.too-small', { target, has, needed: bytes })
    const writer = createBlockWriter(handle)
    const ran = await runRestic(restic, ['dump', snapshotId, path], {
      signal,
      onBytes: async (chunk) => {
        await writer.write(chunk)
        onProgress({ step: 'restoring', doneBytes: writer.done(), totalBytes: bytes })
      },
    })
    const came: Came = { ...NOTHING, files: 1, bytes, resumed: writer.skipped() > 0, skippedBytes: writer.skipped() }
    if (ran.kind !== 'exited') return { ...came, outcome: 'stopped' }
    if (ran.code !== 0 || writer.done() !== bytes) return { ...came, reasons: damage(ran.lines).reasons }
    await handle.sync()
    const same = (await hashOf(handle, run, bytes)) === writer.sha256()
    if (signal.aborted) return { ...came, outcome: 'stopped' }
    return same ? { ...came, outcome: 'done', verified: true } : { ...came, reasons: [reason('recovery.verify.differs', { target })] }
  } finally {
    await handle.close()
  }
}

/** On a block device O_EXCL asks the kernel whether anybody has it (Linux, open(2)): the last word, after what was read of its users. */
async function openAlone(target: string): Promise<FileHandle> {
  try {
    return await open(target, constants.O_RDWR | constants.O_EXCL)
  } catch (cause) {
    if (hasCode(cause, 'EBUSY')) throw new AppError('recovery.target.mounted', { target, by: 'another program' }, { cause })
    throw new AppError('recovery.target.write', { target, detail: cause instanceof Error ? cause.message : String(cause) }, { cause })
  }
}

async function hashOf(handle: FileHandle, { signal, onProgress }: Run, bytes: number): Promise<string> {
  const hash = createHash('sha256')
  const buffer = Buffer.alloc(READ_BYTES)
  for (let at = 0; at < bytes && !signal.aborted; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(READ_BYTES, bytes - at), at)
    if (bytesRead === 0) break
    hash.update(buffer.subarray(0, bytesRead))
    at += bytesRead
    onProgress({ step: 'verifying', doneBytes: at, totalBytes: bytes })
  }
  return hash.digest('hex')
}
