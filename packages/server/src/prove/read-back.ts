/** Reads a restore point back: every byte streamed through (L1), or restored into a folder and compared with what the agent recorded (L1 and L2). */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleStep } from './compare.ts'
import type { ProveOptions } from './engine.ts'
import { readStreams } from './read-streams.ts'
import { extract, type Extraction, readEveryByte } from './steps.ts'
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
  const sampled = await record.timed('compare', () => sampleStep(root, ofFiles(context), size.files, signal))
  record.level('L2', sampled.value, extraction.took + sampled.took)
  await readStreams(context, context.point.parts)
  return root
}

/** What was recorded of the files: streams are compared as they are read. */
function ofFiles({ options: { manifest }, point }: TestContext): ProveOptions['manifest'] {
  const streams = new Set(point.parts.map(({ path }) => path))
  return manifest === null ? null : { ...manifest, entries: manifest.entries.filter(({ path }) => !streams.has(path)) }
}

/** Restores the whole point; restic checks every part as it reads it, so this is L1 as well. */
export async function extractPoint(context: TestContext): Promise<{ root: string | null; took: number }> {
  const { scratch, target, point, record, size, sparse, onProgress, signal } = context
  const folder = join(scratch.tree, 'root')
  await mkdir(folder, { mode: 0o700 })
  // Room for all of it is looked for once: what the first takes is no longer free when the others come.
  const extractOne = (id: string, bytes: number): Promise<Extraction> => extract(target, { id, folder, bytes, sparse, onProgress, signal })
  const extraction = await record.timed('extract', () => extractOne(point.id, size.bytes))
  record.level('L1', extraction.value.read, extraction.took)
  let whole = extraction.value.extracted
  // The other disks of the server; dumps are read where they lie.
  for (const { snapshotId, kind } of point.parts) {
    if (!whole || kind !== 'image') continue
    const other = await record.timed('extract', () => extractOne(snapshotId, 0))
    record.level('L1', other.value.read, other.took)
    whole = other.value.extracted
  }
  return { root: whole ? folder : null, took: extraction.took }
}

/** L1; of an image also L2, since all of it was hashed as it was backed up. */
export async function readThrough(context: TestContext): Promise<void> {
  const { target, point, size, record, onProgress, signal } = context
  const [path] = point.paths
  if (point.kind === 'image' && point.paths.length === 1 && path !== undefined)
    return readStreams(context, [{ snapshotId: point.id, path }, ...point.parts])
  const read = await record.timed('read', () => readEveryByte(target, point.id, size.bytes, onProgress, signal))
  record.level('L1', read.value, read.took)
  await readStreams(context, point.parts)
}
