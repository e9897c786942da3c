/** Brings back what lies in the repository as one stream, a dump or a disk, as a file: made beside its place, moved there when it is whole. */
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { AppError } from '@mainstay/kernel'
import { openContained } from '../platform/files/contain.ts'
import type { WholePoint } from '../prove/open-point.ts'
import { listWanted } from './listing.ts'
import { type Came, NOTHING, type Run } from './run.ts'
import { restore } from './restore.ts'
import { refuseWithoutRoom, takeFolder, writeNote } from './target-folder.ts'

export type Stream = { snapshotId: string; path: string }

/** The one that is meant; throws where it is not clear. */
export function streamOf(point: WholePoint, kind: 'image' | 'dump', name: string | null): Stream {
  const own = point.kind === 'image' && kind === 'image' ? point.paths.map((path) => ({ snapshotId: point.id, path })) : []
  const all: Stream[] = [...own, ...point.parts.filter((part) => part.kind === kind)]
  const id = point.id.slice(0, 8)
  if (all.length === 0 && kind === 'image') throw new AppError('recovery.wanted.no-disk', { id })
  const found = name === null ? all : all.filter(({ path }) => path === name || basename(path) === name)
  const [one] = found
  if (one !== undefined && found.length === 1) return one
  const count = `${all.length} ${kind === 'dump' ? 'dumps' : 'disks'}`
  throw new AppError('recovery.wanted.which', { id, count, names: all.map(({ path }) => basename(path)).join(', ') })
}

export async function recoverStream(run: Run, kind: 'image' | 'dump', name: string | null): Promise<Came> {
  return stagedStream(run, streamOf(run.point, kind, name), async (path) => {
    await rename(path, resolve(run.target))
    return null
  })
}

/** `finish` has the whole file at `path`, and puts it where it belongs; what it gives instead of null is what came of it. */
export async function stagedStream(
  run: Run,
  { snapshotId, path }: Stream,
  finish: (path: string) => Promise<Partial<Came> | null>,
): Promise<Came> {
  const { restic, signal, overwrite } = run
  const target = resolve(run.target)
  const folder = dirname(target)
  if (!existsSync(folder)) throw new AppError('recovery.target.write', { target, detail: `there is no folder ${folder}` })
  if (existsSync(target) && !overwrite) throw new AppError('recovery.target.exists', { target })
  const listed = await listWanted(restic, { id: snapshotId, paths: [path], target, signal })
  if (listed.kind === 'stopped') return { ...NOTHING, outcome: 'stopped' }
  if (listed.kind === 'damaged') return { ...NOTHING, reasons: listed.reasons }
  const { bytes } = listed.listing
  const staging = join(folder, `.${basename(target)}.recovering`)
  const own = { snapshot: snapshotId, paths: [path] }
  const resumed = await takeFolder(staging, { ...own, overwrite: false })
  if (!resumed) {
    await refuseWithoutRoom(staging, bytes).catch((error: unknown) => rm(staging, { recursive: true }).then(() => Promise.reject(error)))
    await writeNote(staging, own)
  }
  const tree = join(staging, 'tree')
  await mkdir(tree, { recursive: true, mode: 0o700 })
  const restored = await restore(run, { id: snapshotId, folder: tree, paths: [path], bytes, existing: resumed })
  const came: Came = { ...NOTHING, files: 1, bytes, resumed, ...restored }
  // Half a disk or half a dump is none.
  if (restored.outcome === 'partial') return { ...came, outcome: 'failed' }
  if (restored.outcome !== 'done') return came
  const whole = await openContained(tree, path.replace(/^\/+/, ''))
  if (!whole.ok) throw new AppError('recovery.target.escapes', { path, target, why: whole.reason })
  await whole.handle.sync()
  await whole.handle.close()
  const finished = await finish(whole.path)
  if (finished !== null) return { ...came, ...finished }
  await rm(staging, { recursive: true, force: true })
  return { ...came, verified: true }
}
