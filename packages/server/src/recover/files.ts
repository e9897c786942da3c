/** Brings files and folders back into a folder, under the paths that they had. */
import type { ManifestEntry } from '@mainstay/contract/agent'
import { sampleStep } from '../prove/compare.ts'
import { listWanted } from './listing.ts'
import { type Came, NOTHING, type Run } from './run.ts'
import { restore } from './restore.ts'
import { refuseEscapes, refuseWithoutRoom, removeNote, takeFolder, writeNote } from './target-folder.ts'

export async function recoverFiles(run: Run, paths: readonly string[]): Promise<Came> {
  const { restic, point, target, overwrite, signal } = run
  const listed = await listWanted(restic, { id: point.id, paths, target, signal })
  if (listed.kind === 'stopped') return { ...NOTHING, outcome: 'stopped' }
  if (listed.kind === 'damaged') return { ...NOTHING, reasons: listed.reasons }
  const { files, bytes, folders } = listed.listing
  const own = { snapshot: point.id, paths }
  const resumed = await takeFolder(target, { ...own, overwrite })
  await refuseEscapes(target, folders)
  if (!resumed) {
    await refuseWithoutRoom(target, bytes)
    await writeNote(target, own)
  }
  const restored = await restore(run, { id: point.id, folder: target, paths, bytes, existing: resumed || overwrite })
  const came: Came = {
    ...NOTHING,
    files,
    bytes,
    resumed,
    ...restored,
    verified: restored.outcome === 'done' || restored.outcome === 'partial',
  }
  if (restored.outcome !== 'done' && restored.outcome !== 'partial') return came
  await removeNote(target)
  return restored.outcome === 'done' ? compared(came, run, files, paths) : came
}

/** Beside the repository's own hashes: those that the agent made by itself. */
async function compared(came: Came, { manifest, target, signal }: Run, files: number, paths: readonly string[]): Promise<Came> {
  const asked = (entry: ManifestEntry): boolean =>
    paths.length === 0 || paths.some((path) => entry.path === path || entry.path.startsWith(`${path.replace(/\/+$/, '')}/`))
  const entries = manifest.filter(asked)
  if (entries.length === 0) return came
  const step = await sampleStep(target, { entries, dropped: 0 }, files, signal)
  return step.verdict === 'failed' ? { ...came, outcome: 'failed', verified: false, reasons: step.reasons } : came
}
