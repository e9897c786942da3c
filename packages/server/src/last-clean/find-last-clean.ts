/** The newest restore point of a repository that can be trusted: every point is scanned and compared with the one before. */
import { tmpdir } from 'node:os'
import type { CleanPoint, LastClean, ProofReason } from '@mainstay/contract/recovery'
import { listPoints, type RestorePoint } from '../prove/open-point.ts'
import { reason } from '../prove/reason.ts'
import type { PasswordSource } from '../prove/restic-process.ts'
import { targetOf } from '../prove/restic-target.ts'
import { findRestic } from '../prove/restic-version.ts'
import { createScratch, reapScratch } from '../prove/scratch.ts'
import { createExaminer } from './examine.ts'
import { type Carried, judgeGroup } from './group.ts'
import { findClamd } from './scanners/clamd.ts'
import { yaraScanner } from './scanners/yara.ts'

export type LastCleanOptions = {
  repository: string
  password: PasswordSource
  /** A folder of YARA rules beside our own. */
  yara: string | null
  /** Where clamd may listen, if not where the distributions put it. */
  clamdSockets?: readonly string[]
  /** Scratch space; a folder of its own is made in it and always removed. */
  workFolder?: string
  binary?: string
  env?: NodeJS.ProcessEnv
  signal: AbortSignal
  /** Only points that are not among `judged` are looked at, and compared with what was carried from those. */
  since?: { judged: ReadonlySet<string>; carried: CarriedByGroup }
  onProgress?: (progress: { done: number; points: number; files: number }) => void
}

/** By host and paths. */
export type CarriedByGroup = Record<string, Carried>
export type Found = {
  known: boolean
  answer: LastClean
  /** For the next run. */
  carried: CarriedByGroup
  /** Points that were judged before, of which later ones show that they hold a part of the damage. */
  suspectSince: string[]
  /** Regular files of the points that were looked at, by their id. */
  files: ReadonlyMap<string, number>
}

/** `known`: false when the repository could not be looked at. Throws recovery.yara.rules. */
export async function findLastClean(options: LastCleanOptions): Promise<Found> {
  const workFolder = options.workFolder ?? tmpdir()
  const found = await Promise.all([yaraScanner(options.yara), findClamd(options.clamdSockets)])
  const scanners = found.filter((one) => one !== null)
  const answer: LastClean = {
    lastClean: null,
    points: [],
    scanners: scanners.map(({ name, signatures }) => ({ name, signatures })),
    reasons: [],
  }
  const carried: CarriedByGroup = { ...options.since?.carried }
  const suspectSince: string[] = []
  const counted = new Map<string, number>()
  const unknown = (...reasons: ProofReason[]): Found => ({
    known: false,
    answer: { ...answer, reasons },
    carried,
    suspectSince,
    files: counted,
  })
  await reapScratch(workFolder)
  const scratch = await createScratch(workFolder)
  try {
    const target = targetOf(options, scratch)
    const restic = await findRestic(target, options.signal)
    if (restic === 'stopped') return unknown(reason('recovery.cancelled'))
    if ('code' in restic) return unknown(restic)
    const listed = await listPoints(target, options.signal)
    if (listed.kind === 'stopped') return unknown(reason('recovery.cancelled'))
    if (listed.kind === 'refused') return unknown(...listed.reasons)
    if (listed.points.length === 0)
      return unknown(...listed.damage, ...(listed.damage.length > 0 ? [] : [reason('recovery.restore-point.none')]))

    let [done, files] = [0, 0]
    const progress = () => options.onProgress?.({ done, points: listed.points.length, files })
    const onFile = () => {
      files += 1
      progress()
    }
    const examiner = createExaminer({
      target,
      folder: scratch.tree,
      scanners,
      signal: options.signal,
      sparse: restic.sparse,
      onFile,
      onPoint: (id, files) => counted.set(id, files),
    })
    const points: CleanPoint[] = []
    for (const [key, group] of groups(listed.points)) {
      const fresh = group.filter(({ id }) => options.since?.judged.has(id) !== true)
      if (fresh.length === 0) continue
      const before = group.filter(({ id }) => options.since?.judged.has(id) === true)
      const onPoint = () => {
        done += 1
        progress()
      }
      const judged = await judgeGroup(fresh, examiner, onPoint, carried[key] ?? null)
      if (options.signal.aborted) return unknown(reason('recovery.cancelled'))
      points.push(...judged.points)
      carried[key] = judged.carried
      suspectSince.push(...before.slice(before.length - Math.min(before.length, judged.earlierSuspect)).map(({ id }) => id))
    }
    points.sort((a, b) => (a.takenAt < b.takenAt ? -1 : a.takenAt > b.takenAt ? 1 : 0))
    const lastClean = points.findLast(({ verdict }) => verdict === 'clean')?.id ?? null
    return { known: true, answer: { ...answer, lastClean, points, reasons: listed.damage }, carried, suspectSince, files: counted }
  } catch (error) {
    if (options.signal.aborted) return unknown(reason('recovery.cancelled'))
    throw error
  } finally {
    await scratch.remove()
  }
}

/** Points are compared within the same host and paths, in order of their time. */
function groups(points: readonly RestorePoint[]): Map<string, RestorePoint[]> {
  return Map.groupBy(points, ({ hostname, paths }) => JSON.stringify([hostname, paths.toSorted()]))
}
