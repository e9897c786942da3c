/** Which restore points stay (design: semantics, 3): by the server's time of receipt, and so that nothing that was not proven pushes out what was. */
import type { CleanVerdict, KeepRules } from '@mainstay/contract/recovery'
import type { Id } from '@mainstay/kernel'

export type KeepPoint = {
  id: Id
  /** The server's own time. What the client wrote plays no part. */
  receivedAt: Date
  /** What was backed up (its paths): points of one group follow each other. */
  group: string
  /** What its last test that had an answer came to. */
  proof: 'passed' | 'failed' | 'none'
  /** Null: not looked at yet. */
  clean: CleanVerdict | null
  /** Regular files in it, as the server counted them; null: not counted. */
  files: number | null
}

export type Why =
  | 'newest'
  | 'daily'
  | 'weekly'
  | 'monthly'
  | 'yearly'
  | 'last-passed'
  | 'last-clean'
  | 'held'
  | 'not-judged'
  | 'received-today'

const DAY_MS = 86_400_000
/** So long a restore point may wait for its test and its scan before the rules apply to it. */
const JUDGED_WITHIN_MS = 7 * DAY_MS
/** A point with less than half of the files that points of this time before it had takes no good one's place. */
const HOLLOW_WITHIN_MS = 30 * DAY_MS
const HOLLOW_SHARE = 0.5

/** Why each point stays; one that is not in the answer may go. */
export function whatStays(points: readonly KeepPoint[], rules: KeepRules, now: Date): Map<Id, Why[]> {
  const stays = new Map<Id, Why[]>()
  const keep = (point: KeepPoint | undefined, why: Why): void => {
    if (point === undefined) return
    const known = stays.get(point.id)
    if (known === undefined) stays.set(point.id, [why])
    else if (!known.includes(why)) known.push(why)
  }
  for (const group of Map.groupBy(points, (point) => point.group).values()) {
    const oldestFirst = group.toSorted(byReceipt)
    const newestFirst = oldestFirst.toReversed()
    const good = goodOnes(oldestFirst).reverse()
    // The good ones have places that the others cannot take; the others get as many, until they are judged or replaced.
    for (const some of [good, newestFirst]) for (const [point, why] of places(some, rules)) keep(point, why)
    keep(
      good.find(({ proof }) => proof === 'passed'),
      'last-passed',
    )
    keep(
      good.find(({ clean }) => clean === 'clean'),
      'last-clean',
    )
    for (const point of heldBefore(newestFirst)) keep(point, 'held')
  }
  const newestFirst = points.toSorted(byReceipt).reverse()
  keep(
    newestFirst.find(({ proof }) => proof === 'passed'),
    'last-passed',
  )
  keep(
    newestFirst.find(({ clean }) => clean === 'clean'),
    'last-clean',
  )
  for (const point of points) {
    const age = now.getTime() - point.receivedAt.getTime()
    if (age < DAY_MS) keep(point, 'received-today')
    if ((point.proof === 'none' || point.clean === null) && age < JUDGED_WITHIN_MS) keep(point, 'not-judged')
  }
  return stays
}

/** The ones that passed and are not suspect, without those that lost most of what the good ones of the month before had. Oldest first. */
export function goodOnes(oldestFirst: readonly KeepPoint[]): KeepPoint[] {
  const good: KeepPoint[] = []
  for (const point of oldestFirst)
    if (point.proof === 'passed' && point.clean !== 'suspect' && point.clean !== 'infected' && !isHollow(point, good)) good.push(point)
  return good
}

/** Maybe somebody tidied up: after a month it counts like any other. */
function isHollow({ files, receivedAt }: KeepPoint, goodBefore: readonly KeepPoint[]): boolean {
  if (files === null) return false
  const counts = goodBefore
    .filter((other) => receivedAt.getTime() - other.receivedAt.getTime() <= HOLLOW_WITHIN_MS)
    .flatMap((other) => other.files ?? [])
    .toSorted((a, b) => a - b)
  // The middle one: a single point with very many files makes no others hollow.
  const usual = counts[Math.floor((counts.length - 1) / 2)]
  return usual !== undefined && files < usual * HOLLOW_SHARE
}

function places(newestFirst: readonly KeepPoint[], rules: KeepRules): [KeepPoint, Why][] {
  return [
    ...newestFirst.slice(0, rules.last).map((point): [KeepPoint, Why] => [point, 'newest']),
    ...newestOfEach(newestFirst, rules.daily, dayOf).map((point): [KeepPoint, Why] => [point, 'daily']),
    ...newestOfEach(newestFirst, rules.weekly, weekOf).map((point): [KeepPoint, Why] => [point, 'weekly']),
    ...newestOfEach(newestFirst, rules.monthly, (at) => at.toISOString().slice(0, 7)).map((point): [KeepPoint, Why] => [point, 'monthly']),
    ...newestOfEach(newestFirst, rules.yearly, (at) => at.toISOString().slice(0, 4)).map((point): [KeepPoint, Why] => [point, 'yearly']),
  ]
}

function newestOfEach(newestFirst: readonly KeepPoint[], most: number, periodOf: (at: Date) => string): KeepPoint[] {
  const byPeriod = new Map<string, KeepPoint>()
  for (const point of newestFirst) {
    const period = periodOf(point.receivedAt)
    if (!byPeriod.has(period)) byPeriod.set(period, point)
  }
  return [...byPeriod.values()].slice(0, most)
}

/** Before each run of suspect points, the one that is still to be trusted: no rule touches it while the suspects are there. */
function heldBefore(newestFirst: readonly KeepPoint[]): KeepPoint[] {
  return newestFirst.flatMap((point, index) => {
    if (point.clean !== 'suspect' && point.clean !== 'infected') return []
    const earlier = newestFirst.slice(index + 1).filter(({ clean }) => clean !== 'suspect' && clean !== 'infected')
    const trusted = earlier.find(({ clean, proof }) => clean === 'clean' && proof !== 'failed') ?? earlier[0]
    return trusted === undefined ? [] : [trusted]
  })
}

function byReceipt(a: KeepPoint, b: KeepPoint): number {
  return a.receivedAt.getTime() - b.receivedAt.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

/** By the day of the Monday. */
function weekOf(at: Date): string {
  return dayOf(new Date(at.getTime() - ((at.getUTCDay() + 6) % 7) * DAY_MS))
}
