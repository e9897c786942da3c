/** What a copy that has the repository's key sees of its own restore points: junk among the new ones, and whether the newest can be brought back. */
import type { CopyDeviceReport, CopyFinding } from '@mainstay/contract/recovery'
import { prove } from '../prove/engine.ts'
import { listPoints } from '../prove/open-point.ts'
import type { ResticTarget } from '../prove/restic-process.ts'
import { targetOf } from '../prove/restic-target.ts'
import { createScratch } from '../prove/scratch.ts'
import type { Journal } from './journal.ts'
import { junk, type SeenPoint } from './judge.ts'

export type LookOptions = {
  repository: string
  key: string
  journal: Journal
  fresh: readonly string[]
  now: number
  workFolder: string
  restic: string
  signal: AbortSignal
}
export type Looked = { newestAt: string | null; findings: CopyFinding[]; proof: CopyDeviceReport['proof'] }

const PROOF_TIMEOUT_S = 4 * 3600
const DAY_MS = 86_400_000

export async function look(o: LookOptions): Promise<Looked> {
  const scratch = await createScratch(o.workFolder)
  let points: SeenPoint[] | string
  try {
    const target = targetOf({ repository: o.repository, password: { kind: 'value', secret: o.key }, binary: o.restic }, scratch)
    points = await seenPoints(target, o)
  } finally {
    await scratch.remove()
  }
  const at = new Date(o.now).toISOString()
  if (typeof points === 'string')
    return {
      newestAt: null,
      findings: [{ kind: 'proof-failed', text: `The restore points of the copy cannot be listed: ${points}`, at }],
      proof: { at, verdict: 'failed', level: null, why: points },
    }
  const isFresh = ({ id }: SeenPoint): boolean => o.fresh.includes(`snapshots/${id}`)
  const found = junk(
    points.filter(isFresh),
    points.filter((point) => !isFresh(point)),
    o.now,
  )
  const newest = points.toSorted((a, b) => b.firstSeen - a.firstSeen || b.time.getTime() - a.time.getTime())[0]
  const { proof } = o.journal
  const isDue = proof === null || proof.verdict !== 'passed' || o.now - new Date(proof.at).getTime() > DAY_MS
  const tested = newest !== undefined && isDue ? await test(o, newest.id) : proof
  return {
    newestAt: newest?.time.toISOString() ?? null,
    findings: [
      ...(found === null ? [] : [found]),
      ...(tested?.verdict === 'failed'
        ? [
            {
              kind: 'proof-failed' as const,
              text: `The newest restore point cannot be brought back from the copy: ${tested.why ?? ''}`,
              at,
            },
          ]
        : []),
    ],
    proof: tested,
  }
}

/** Every byte of the newest restore point, read from the copy. */
async function test(o: LookOptions, id: string): Promise<NonNullable<Looked['proof']>> {
  const result = await prove({
    repository: o.repository,
    password: { kind: 'value', secret: o.key },
    restorePoint: id,
    asked: 'L1',
    manifest: null,
    checks: [],
    timeoutSeconds: PROOF_TIMEOUT_S,
    workFolder: o.workFolder,
    receivedAt: null,
    binary: o.restic,
    signal: o.signal,
  })
  return { at: new Date(o.now).toISOString(), verdict: result.verdict, level: result.level, why: result.reasons[0]?.text ?? null }
}

/** A text: why they cannot be listed. */
async function seenPoints(target: ResticTarget, { journal, signal, now }: LookOptions): Promise<SeenPoint[] | string> {
  const listed = await listPoints(target, signal)
  if (listed.kind !== 'points') return listed.kind === 'stopped' ? 'it was stopped' : (listed.reasons[0]?.text ?? 'restic gave no reason')
  return listed.points.map(({ id, time, hostname, paths, fileCount }) => ({
    id,
    time,
    firstSeen: journal.files[`snapshots/${id}`]?.firstSeen ?? now,
    group: JSON.stringify([hostname, paths.toSorted()]),
    files: fileCount,
  }))
}
