/** Opens the repository and finds the restore point that is to be tested, or says why not. */
import { type BackupPart, DUMP_PREFIX, RUN_TAG } from '@mainstay/contract/agent'
import type { ProofReason } from '@mainstay/contract/recovery'
import { findDamage } from './findings.ts'
import { recogniseFolder } from './foreign.ts'
import { brief, reason } from './reason.ts'
import { parseJson, textOf } from './restic-output.ts'
import { type ResticExit, type ResticTarget, redact, runRestic } from './restic-process.ts'

export type RestorePoint = {
  id: string
  time: Date
  paths: string[]
  excludes: string[]
  kind: 'image' | 'files'
  hostname: string /** By the summary that restic writes since 0.17. */
  fileCount: number | null
  /** The backup that it was made in, where it was made in several snapshots. */
  run: string | null
}
/** What belongs to a restore point and lies in a snapshot of its own: another disk, or a dump of a database. */
export type PointPart = { snapshotId: string; path: string; kind: 'image' | 'dump' }
export type WholePoint = RestorePoint & { parts: PointPart[] }
type Refused = { kind: 'refused'; verdict: 'failed' | 'unknown'; reasons: ProofReason[] }
export type Opened = { kind: 'point'; point: WholePoint } | Refused | { kind: 'stopped' }

export type Listed = { kind: 'points'; points: RestorePoint[]; damage: ProofReason[] } | Exclude<Opened, { kind: 'point' }>

/** Names of disk images, also of formats that are not started: those are then refused by their name. */
const IMAGE = /\.(img|raw|image|dd|qcow2?|vmdk|vhdx?|vdi)$/i

/** Every restore point, oldest first; `damage`: those that could not be read. */
export async function listPoints(target: ResticTarget, signal: AbortSignal): Promise<Listed> {
  const out: string[] = []
  const ran = await runRestic(target, ['snapshots', '--json'], { signal, onStdout: (line) => out.push(line) })
  if (ran.kind === 'stopped') return { kind: 'stopped' }
  if (ran.kind === 'missing') return unknown(reason('recovery.restic.missing', { binary: target.binary }))
  if (ran.code !== 0) return refusal(target, ran, [...out, ...ran.lines])
  const damage = ran.lines.some((line) => /<snapshot\//.test(line)) ? damageOf(ran.lines) : []
  return { kind: 'points', points: parsePoints(out.join('')), damage }
}

/** `wanted`: `latest`, or the first digits of an id. `parts`: what is known to belong to it; else it is found by its tag. */
export async function openPoint(target: ResticTarget, wanted: string, signal: AbortSignal, parts?: readonly BackupPart[]): Promise<Opened> {
  const listed = await listPoints(target, signal)
  if (listed.kind !== 'points') return listed
  const { points, damage } = listed
  if (damage.length > 0) return failed(...damage)
  if (points.length === 0 && wanted === 'latest') return unknown(reason('recovery.restore-point.none'))
  const found = wanted === 'latest' ? newestOf(points) : points.filter((point) => point.id.startsWith(wanted))
  const [point] = found
  // Named in full it was there once: that it is gone is an answer. A few digits may be a slip of the hand.
  if (point === undefined) return (wanted.length === 64 ? failed : unknown)(reason('recovery.restore-point.missing', { id: wanted }))
  if (found.length > 1) return unknown(reason('recovery.restore-point.ambiguous', { id: wanted }))
  const gone = parts?.find((part) => !points.some(({ id }) => id === part.snapshotId))
  if (gone !== undefined) return failed(reason('recovery.restore-point.part-missing', { name: gone.name, id: gone.snapshotId }))
  const known = parts?.map(({ snapshotId, name, kind }): PointPart => ({ snapshotId, path: name, kind }))
  return { kind: 'point', point: { ...point, parts: known ?? partsOf(point, points) } }
}

/** A dump is no restore point by itself, and of several disks the first one, from which the server starts, stands for all. */
function newestOf(points: readonly RestorePoint[]): RestorePoint[] {
  const last = points.filter((point) => !isDump(point)).at(-1)
  if (last?.run == null) return last === undefined ? points.slice(-1) : [last]
  return points.filter((point) => !isDump(point) && point.run === last.run && point.hostname === last.hostname).slice(0, 1)
}

function partsOf(point: RestorePoint, points: readonly RestorePoint[]): PointPart[] {
  if (point.run === null) return []
  return points
    .filter(({ id, run, hostname }) => id !== point.id && run === point.run && hostname === point.hostname)
    .flatMap((other): PointPart[] => {
      const [path] = other.paths
      if (path === undefined || other.paths.length !== 1) return []
      if (isDump(other)) return [{ snapshotId: other.id, path, kind: 'dump' }]
      return point.kind === 'image' && other.kind === 'image' ? [{ snapshotId: other.id, path, kind: 'image' }] : []
    })
}

function isDump({ run, paths }: RestorePoint): boolean {
  return run !== null && paths.length === 1 && paths[0]?.startsWith(DUMP_PREFIX) === true
}

/** By what was backed up. */
export function kindOf(paths: readonly string[]): RestorePoint['kind'] {
  return paths.length > 0 && paths.every((path) => IMAGE.test(path)) ? 'image' : 'files'
}

function parsePoints(text: string): RestorePoint[] {
  const value: unknown = JSON.parse(text === '' ? '[]' : text)
  if (!Array.isArray(value)) return []
  return value
    .flatMap((item): RestorePoint[] => {
      const one = parseJson(JSON.stringify(item))
      const paths = Array.isArray(one?.['paths']) ? one['paths'].map(String) : []
      const excludes = Array.isArray(one?.['excludes']) ? one['excludes'].map(String) : []
      if (one === null || typeof one['id'] !== 'string' || typeof one['time'] !== 'string') return []
      const count = Number(parseJson(JSON.stringify(one['summary'] ?? null))?.['total_files_processed'])
      const fileCount = Number.isFinite(count) ? count : null
      return [
        {
          id: one['id'],
          time: new Date(one['time']),
          paths,
          excludes,
          kind: kindOf(paths),
          hostname: textOf(one['hostname']),
          fileCount,
          run: runOf(one['tags']),
        },
      ]
    })
    .sort((a, b) => a.time.getTime() - b.time.getTime())
}

function runOf(tags: unknown): string | null {
  const tag = Array.isArray(tags) ? tags.map(String).find((one) => one.startsWith(RUN_TAG)) : undefined
  return tag === undefined ? null : tag.slice(RUN_TAG.length)
}

async function refusal(target: ResticTarget, ran: Extract<ResticExit, { kind: 'exited' }>, lines: string[]): Promise<Refused> {
  const text = lines.join('\n')
  const repository = redact(target.repository)
  const tool = await recogniseFolder(target.repository)
  if (tool === 'restic-without-config') return failed(reason('recovery.config.missing', { repository }))
  if (tool !== null) return unknown(reason('recovery.repository.other-tool', { repository, tool }))
  if (ran.code === 12 || /wrong password|no key found/i.test(text)) return unknown(reason('recovery.repository.wrong-password'))
  if (ran.code === 10 || /is there a repository at the following location|repository does not exist|no such file or directory/i.test(text))
    return unknown(reason('recovery.repository.not-found', { repository }))
  if (ran.code === 11) return unknown(reason('recovery.repository.locked', { who: 'another program', since: 'an unknown time' }))
  if (/unsupported repository version/i.test(text))
    return unknown(reason('recovery.repository.newer-version', { restic: 'here', detail: brief(text) }))
  if (/Unmarshal: /.test(text)) return failed(reason('recovery.key.damaged', { detail: brief(text) }))
  const findings = findDamage(lines)
  if (findings.kind === 'unreachable') return unknown(findings.reason)
  const known = findings.reasons.filter((one) => one.code !== 'recovery.structure.damaged')
  return known.length > 0
    ? { kind: 'refused', verdict: 'failed', reasons: known }
    : unknown(reason('recovery.repository.unreadable', { detail: brief(redact(text)) }))
}

function damageOf(lines: string[]): ProofReason[] {
  const findings = findDamage(lines)
  return findings.kind === 'damaged' ? findings.reasons : [findings.reason]
}

const unknown = (...reasons: ProofReason[]): Refused => ({ kind: 'refused', verdict: 'unknown', reasons })
const failed = (...reasons: ProofReason[]): Refused => ({ kind: 'refused', verdict: 'failed', reasons })
