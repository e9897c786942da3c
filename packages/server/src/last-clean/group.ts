/** The points of one host and the same paths, in order of their time: each is compared with the last clean one before it. */
import type { CleanEvidence, CleanPoint } from '@mainstay/contract/recovery'
import type { RestorePoint } from '../prove/open-point.ts'
import { type Changes, changesBetween, type Files, listFiles, type Pair, pairs, sampleOf } from './changes.ts'
import type { ExaminedFiles, Examiner, Hit } from './examine.ts'
import { besides, evidenceOf } from './evidence.ts'
import { judge, score } from './signs/score.ts'

/** Files looked at for a comparison; what they show is taken for all. */
const SAMPLE = 400
/** A file that turned stays in memory for so many points. */
const REMEMBERED_POINTS = 45

/** What later points need of those that were judged before: it is kept between two runs. */
export type Carried = {
  previous: string | null
  clean: string | null
  /** `age`: how many points ago the file turned; 1 is the last one. */
  turned: { path: string; age: number; evidence: CleanEvidence }[]
  hits: { path: string; severity: Hit['severity']; evidence: CleanEvidence }[]
}
export type JudgedGroup = {
  points: CleanPoint[]
  carried: Carried
  /** So many of the points before the given ones hold a part of the damage as well. */
  earlierSuspect: number
}

type Known = { id: string; files: Files }
type Turned = { evidence: CleanEvidence; at: number }

export async function judgeGroup(
  points: readonly RestorePoint[],
  examiner: Examiner,
  onPoint: (point: CleanPoint) => void,
  before: Carried | null = null,
): Promise<JudgedGroup> {
  const judged: CleanPoint[] = []
  const turnedAt = new Map<string, Turned>(before?.turned.map(({ path, age, evidence }) => [path, { evidence, at: -age }]))
  const hits = new Map<string, Hit>(before?.hits.map(({ path, severity, evidence }) => [path, { severity, evidence }]))
  let clean = before === null ? null : await knownPoint(before.clean, examiner)
  let previous = before === null ? null : before.previous === before.clean ? clean : await knownPoint(before.previous, examiner)
  let earlierSuspect = 0
  for (const [index, point] of points.entries()) {
    for (const [path, { at }] of turnedAt) if (index - at > REMEMBERED_POINTS) turnedAt.delete(path)
    const looked = await look(point, { previous, clean }, examiner)
    if ('why' in looked) judged.push(unscanned(point, looked.why))
    else {
      const { examined, changes, files, sinceLast } = looked
      for (const path of [...sinceLast.modified, ...sinceLast.removed]) hits.delete(path)
      for (const [path, hit] of examined.hits) hits.set(path, hit)
      const gone = new Set([...changes.modified, ...changes.removed])
      for (const path of gone) if (!examined.turned.has(path)) turnedAt.delete(path)
      const carried = [...turnedAt.keys()].filter((path) => !gone.has(path))
      const beside = besides(changes, clean?.files ?? new Map<string, number>())
      const scored = score({
        files: files.size,
        pairs: looked.pairs,
        sampled: examined.sampled,
        flips: examined.turned.size,
        headersLost: examined.headersLost,
        carried: carried.length,
        newUnknownExtension: beside.newUnknownExtension.length,
        sameNameFolders: beside.sameName?.folders ?? 0,
      })
      const infected = [...hits.values()].some(({ severity }) => severity === 'infected')
      const verdict = infected ? 'infected' : hits.size > 0 && judge(scored) === 'clean' ? 'suspect' : judge(scored)
      const turned = [...examined.turned.values(), ...carried.flatMap((path) => turnedAt.get(path)?.evidence ?? [])]
      judged.push({
        ...header(point),
        verdict: verdict === 'clean' && !examiner.scans ? 'unscanned' : verdict,
        score: infected ? 100 : scored,
        evidence: evidenceOf({
          hits: [...hits.values()].map(({ evidence }) => evidence),
          turned,
          beside: scored > 0 ? beside : null,
          scans: examiner.scans,
        }),
      })
      if (judge(scored) === 'clean') {
        for (const [path, evidence] of examined.turned) turnedAt.set(path, { evidence, at: index })
        clean = hits.size === 0 ? { id: point.id, files } : clean
      } else {
        const since = carried.flatMap((path) => turnedAt.get(path)?.at ?? [])
        markEarlier(judged, since)
        earlierSuspect = Math.max(earlierSuspect, ...since.map((at) => -at))
      }
      previous = { id: point.id, files }
    }
    const last = judged.at(-1)
    if (last !== undefined) onPoint(last)
  }
  const carried: Carried = {
    previous: previous?.id ?? null,
    clean: clean?.id ?? null,
    turned: [...turnedAt].map(([path, { evidence, at }]) => ({ path, evidence, age: points.length - at })),
    hits: [...hits].map(([path, { severity, evidence }]) => ({ path, severity, evidence })),
  }
  return { points: judged, carried, earlierSuspect }
}

/** One that is gone since is like none. */
async function knownPoint(id: string | null, { target, signal }: Examiner): Promise<Known | null> {
  const files = id === null ? null : await listFiles(target, id, signal)
  return id === null || files === null ? null : { id, files }
}

type Looked = { examined: ExaminedFiles; changes: Changes; sinceLast: Changes; pairs: number; files: Files }

async function look(
  point: RestorePoint,
  known: { previous: Known | null; clean: Known | null },
  examiner: Examiner,
): Promise<Looked | { why: string }> {
  const { target, signal } = examiner
  if (point.kind === 'image') return { why: 'a disk image: the files in it are not looked into' }
  const files = await listFiles(target, point.id, signal)
  if (files === null) return { why: 'its list of files could not be read' }
  const compare = (from: Known) => changesBetween(target, { from: from.id, to: point.id, before: from.files, after: files, signal })
  const none: Changes = { modified: [], added: [], removed: [] }
  const sinceClean = known.clean === null ? none : await compare(known.clean)
  const sinceLast = known.previous === null ? none : known.previous.id === known.clean?.id ? sinceClean : await compare(known.previous)
  if (sinceClean === null || sinceLast === null) return { why: 'it could not be compared with the point before' }
  const all: Pair[] = known.clean === null ? [] : pairs(sinceClean, known.clean.files, files)
  const examined = await examiner.examine({
    id: point.id,
    files,
    scan: known.previous === null ? null : [...sinceLast.added, ...sinceLast.modified],
    before: known.clean,
    pairs: sampleOf(all, SAMPLE, point.id, ({ after }) => after),
  })
  return 'why' in examined
    ? examined
    : { examined, changes: sinceClean, sinceLast, pairs: known.clean === null ? examined.promised : all.length, files }
}

/** An attack that was slow shows late: the points that already held some of its work are not to be trusted either. */
function markEarlier(judged: CleanPoint[], indexes: readonly number[]): void {
  const since = indexes.length === 0 ? null : Math.min(...indexes)
  if (since === null) return
  for (let index = Math.max(0, since); index < judged.length - 1; index += 1) {
    const point = judged[index]
    if (point?.verdict !== 'clean') continue
    const detail = 'files that a later point shows as turned to ciphertext were so already here'
    judged[index] = { ...point, verdict: 'suspect', evidence: [...point.evidence, { kind: 'ciphertext', path: null, detail }] }
  }
}

function unscanned(point: RestorePoint, detail: string): CleanPoint {
  return { ...header(point), verdict: 'unscanned', score: 0, evidence: [{ kind: 'not-scanned', path: null, detail }] }
}

function header({ id, time }: RestorePoint): Pick<CleanPoint, 'id' | 'takenAt'> {
  return { id, takenAt: time.toISOString() }
}
