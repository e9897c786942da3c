/** Reads a restore point back: every byte streamed through (L1), or restored into a folder and compared with what the agent recorded (L1 and L2). */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleStep } from './compare.ts'
import { extract, readEveryByte } from './steps.ts'
import type { TestContext } from './test-context.ts'
import { atLeast } from './verdict.ts'

/** L1 and L2: the restored tree, or null when nothing was extracted. */
export async function readBack(context: TestContext): Promise<string | null> {
  const { options, record, size, signal } = context
  if (!atLeast(options.asked, 'L2') && options.checks.length === 0) {
    if (atLeast(options.asked, 'L1')) await readThrough(context)
    return null
  }
  record.recoveryBegins()
  const extraction = await extractPoint(context)
  const root = extraction.root
  const sampled = await record.timed('compare', () => sampleStep(root, options.manifest, size.files, signal))
  record.level('L2', sampled.value, extraction.took + sampled.took)
  return root
}

/** Restores the whole point; restic checks every part as it reads it, so this is L1 as well. */
export async function extractPoint(context: TestContext): Promise<{ root: string | null; took: number }> {
  const { scratch, target, point, record, size, sparse, onProgress, signal } = context
  const folder = join(scratch.tree, 'root')
  await mkdir(folder, { mode: 0o700 })
  const extraction = await record.timed('extract', () =>
    extract(target, { id: point.id, folder, bytes: size.bytes, sparse, onProgress, signal }),
  )
  record.level('L1', extraction.value.read, extraction.took)
  return { root: extraction.value.extracted ? folder : null, took: extraction.took }
}

export async function readThrough({ target, point, size, record, onProgress, signal }: TestContext): Promise<void> {
  const read = await record.timed('read', () => readEveryByte(target, point.id, size.bytes, onProgress, signal))
  record.level('L1', read.value, read.took)
}
