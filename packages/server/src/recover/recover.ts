/** Brings files, a dump or a disk of a restore point back for real, says how far it is, and says at the end what came of it. */
import type { RecoverResult } from '@mainstay/contract/recovery'
import { openPoint, type WholePoint } from '../prove/open-point.ts'
import { targetOf } from '../prove/restic-target.ts'
import { findRestic } from '../prove/restic-version.ts'
import { createScratch, reapScratch } from '../prove/scratch.ts'
import { recoverDisk } from './disk.ts'
import { recoverFiles } from './files.ts'
import { type Came, NOTHING, type RecoverOptions, type Run } from './run.ts'
import { recoverStream } from './stream-file.ts'

/** Throws AppError for what is refused before anything is written. */
export async function recover(options: RecoverOptions): Promise<RecoverResult> {
  const began = performance.now()
  const { wanted, signal } = options
  // An earlier try that was killed may have left its restic running, which would write beside this one.
  await reapScratch(options.workFolder)
  const scratch = await createScratch(options.workFolder)
  const result = (point: WholePoint | null, came: Came): RecoverResult => ({
    event: 'result',
    what: wanted.kind,
    restorePoint: point === null ? null : { id: point.id, takenAt: point.time.toISOString(), kind: point.kind },
    target: options.target,
    seconds: Math.round((performance.now() - began) / 100) / 10,
    ...came,
  })
  try {
    const restic = targetOf(options, scratch)
    const version = await findRestic(restic, signal)
    if (version === 'stopped') return result(null, { ...NOTHING, outcome: 'stopped' })
    if ('code' in version) return result(null, { ...NOTHING, reasons: [version] })
    const opened = await openPoint(restic, options.restorePoint, signal)
    if (opened.kind === 'stopped') return result(null, { ...NOTHING, outcome: 'stopped' })
    if (opened.kind === 'refused') return result(null, { ...NOTHING, reasons: opened.reasons })
    const run: Run = { ...options, restic, version, point: opened.point }
    if (wanted.kind === 'files') return result(opened.point, await recoverFiles(run, wanted.paths))
    if (wanted.kind === 'database') return result(opened.point, await recoverStream(run, 'dump', wanted.name))
    return result(opened.point, await recoverDisk(run, wanted))
  } finally {
    await scratch.remove()
  }
}
