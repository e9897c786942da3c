/** What a copy makes of what the first server shows it: which changes are removals that were announced in time, and which are an attack or a loss. */
import type { CopyFinding, CopyWork } from '@mainstay/contract/recovery'

/** By `type/name`. */
export type KnownFile = { size: number; firstSeen: number; missingSince: number | null }
type Announced = CopyWork['repositories'][number]['announced']

export type Shown = {
  known: ReadonlyMap<string, KnownFile>
  listing: ReadonlyMap<string, number>
  announced: Announced
  /** When this copy heard first of each removal, by its own clock. */
  heardAt: Readonly<Record<string, number>>
  now: number
  /** A removal that was heard of for a shorter time is not believed. */
  noticeMs: number
}

/** A prune that was stopped is taken up again within an hour; a copy may look in between. */
const PRUNED_WITHIN_MS = 2 * 86_400_000

export type Judged = { gone: string[]; findings: CopyFinding[] }

export function judge(shown: Shown): Judged {
  const { known, listing, now } = shown
  const at = new Date(now).toISOString()
  const finding = (kind: CopyFinding['kind'], text: string): CopyFinding => ({ kind, text, at })
  const gone = [...known].filter(([key, { missingSince }]) => missingSince === null && !listing.has(key)).map(([key]) => key)
  const findings: CopyFinding[] = []
  const damaged = [...listing].filter(([key, size]) => known.has(key) && known.get(key)?.size !== size)
  if (damaged.length > 0) {
    const [key, size] = damaged[0] ?? ['', 0]
    findings.push(
      finding(
        'file-damaged',
        `${some(damaged.length, 'file')} changed at the first server, first ${key}: ${size} bytes instead of ${known.get(key)?.size ?? 0}. The copy keeps them as they were.`,
      ),
    )
  }
  const stolen = gone.filter((key) => isOf(key, 'snapshots') && !wasAnnounced(shown, nameOf(key)))
  if (isOldRepository(shown, gone) && stolen.length > 0) {
    const first = Math.min(...gone.map((key) => known.get(key)?.firstSeen ?? now))
    const text = `The first server shows the repository as it was before ${new Date(first).toISOString()}: what came since is missing there, ${some(stolen.length, 'restore point')} among it. The copy has it all.`
    return { gone, findings: [...findings, finding('old-repository', text)] }
  }
  if (stolen.length > 0)
    findings.push(
      finding(
        'restore-points-gone',
        `${some(stolen.length, 'restore point')} went from the first server without having been announced in time, first ${nameOf(stolen[0] ?? '').slice(0, 8)}. The copy keeps them.`,
      ),
    )
  if (wasPruned(shown)) return { gone, findings }
  const packs = gone.filter((key) => isOf(key, 'data'))
  if (packs.length > 0)
    findings.push(
      finding(
        'packs-gone',
        `${some(packs.length, 'pack')} went from the first server though nothing was removed, first ${nameOf(packs[0] ?? '').slice(0, 8)}. The copy keeps them.`,
      ),
    )
  const indexes = gone.filter((key) => isOf(key, 'index'))
  if (indexes.length > 0)
    findings.push(
      finding(
        'index-rewritten',
        `${some(indexes.length, 'index file')} at the first server went or was replaced though nothing was removed, first ${nameOf(indexes[0] ?? '').slice(0, 8)}. The copy keeps the old.`,
      ),
    )
  return { gone, findings }
}

/** Rewriting packs and indexes is what a prune does, and a prune follows a removal that was announced in time and has just been made. */
function wasPruned(shown: Shown): boolean {
  return [...shown.known].some(([key, { missingSince }]) => {
    if (!isOf(key, 'snapshots') || shown.listing.has(key) || !wasAnnounced(shown, nameOf(key))) return false
    return missingSince === null || shown.now - missingSince < PRUNED_WITHIN_MS
  })
}

/** All that is shown was there before all that is missing. */
function isOldRepository({ known, listing }: Shown, gone: readonly string[]): boolean {
  if (gone.length === 0 || listing.size === 0) return false
  const first = Math.min(...gone.map((key) => known.get(key)?.firstSeen ?? 0))
  return [...listing.keys()].every((key) => (known.get(key)?.firstSeen ?? Number.POSITIVE_INFINITY) < first)
}

function wasAnnounced({ announced, heardAt, now, noticeMs }: Shown, snapshotId: string): boolean {
  const heard = heardAt[snapshotId]
  return heard !== undefined && now - heard >= noticeMs && announced.some((one) => one.snapshotId === snapshotId)
}

export type SeenPoint = { id: string; firstSeen: number; time: Date; group: string; files: number | null }

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MANY_A_DAY = 24

/** New restore points that look made to push out others: very many, dated wrongly, or nearly empty. They are kept like all others, and push out nothing here. */
export function junk(fresh: readonly SeenPoint[], known: readonly SeenPoint[], now: number): CopyFinding | null {
  const reasons = new Map<string, string>()
  for (const point of fresh) {
    const before = known.filter(({ group }) => group === point.group)
    const newest = Math.max(...before.map(({ time }) => time.getTime()))
    const usual = middle(before.flatMap(({ files }) => files ?? []))
    if (point.time.getTime() > now + HOUR_MS) reasons.set(point.id, 'dated in the future')
    else if (point.time.getTime() < newest - DAY_MS) reasons.set(point.id, 'dated before those that were there')
    else if (usual !== null && point.files !== null && point.files < usual / 2)
      reasons.set(point.id, 'with less than half of the usual files')
  }
  const perDay = known.length / Math.max(1, (now - Math.min(now, ...known.map(({ firstSeen }) => firstSeen))) / DAY_MS)
  if (known.length > 0 && fresh.length > Math.max(MANY_A_DAY, 4 * perDay))
    for (const { id } of fresh) if (!reasons.has(id)) reasons.set(id, 'far more than usual at once')
  if (reasons.size === 0) return null
  const kinds = [...new Set(reasons.values())].join('; ')
  const [id = ''] = reasons.keys()
  const text = `${some(reasons.size, 'new restore point')} look made to push out others (${kinds}), first ${id.slice(0, 8)}. The good ones before are kept.`
  return { kind: 'junk-restore-points', text, at: new Date(now).toISOString() }
}

function middle(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null
}

function isOf(key: string, type: string): boolean {
  return key.startsWith(`${type}/`)
}

function nameOf(key: string): string {
  return key.slice(key.indexOf('/') + 1)
}

function some(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
