/** What of a restore point is wanted: every path looked at before anything is written, with what it comes to. */
import { AppError } from '@mainstay/kernel'
import { splitContained } from '../platform/files/contain.ts'
import { parseJson } from '../prove/restic-output.ts'
import { type ResticTarget, runRestic } from '../prove/restic-process.ts'
import { damage } from '../prove/steps.ts'
import type { RecoverResult } from '@mainstay/contract/recovery'

export type Listing = { files: number; bytes: number; folders: Set<string> }
export type Listed = { kind: 'listing'; listing: Listing } | { kind: 'stopped' } | { kind: 'damaged'; reasons: RecoverResult['reasons'] }

/** `folders`: those below which something comes back, without the first slash. Throws for a path that is not there or leads out. */
export async function listWanted(
  restic: ResticTarget,
  o: { id: string; paths: readonly string[]; target: string; signal: AbortSignal },
): Promise<Listed> {
  const wanted = o.paths.map((path) => path.replace(/\/+$/, ''))
  const found = new Set<string>()
  const listing: Listing = { files: 0, bytes: 0, folders: new Set() }
  const escapes: { path: string; why: string }[] = []
  const ran = await runRestic(restic, ['ls', '--json', o.id], {
    signal: o.signal,
    onStdout: (line) => {
      const node = parseJson(line)
      if (node === null || typeof node['path'] !== 'string' || typeof node['type'] !== 'string') return
      const path = node['path']
      const one = wanted.find((want) => path === want || path.startsWith(`${want}/`))
      if (wanted.length > 0 && one === undefined) return
      if (one !== undefined) found.add(one)
      const split = splitContained(path.slice(1))
      if (!split.ok) return void escapes.push({ path, why: split.reason })
      listing.folders.add(split.components.slice(0, -1).join('/'))
      if (node['type'] !== 'file') return
      listing.files += 1
      listing.bytes += Number(node['size'] ?? 0)
    },
  })
  if (ran.kind !== 'exited') return { kind: 'stopped' }
  const [escape] = escapes
  if (escape !== undefined) throw new AppError('recovery.target.escapes', { ...escape, target: o.target })
  if (ran.code !== 0) return { kind: 'damaged', reasons: damage(ran.lines).reasons }
  const missing = wanted.find((path) => !found.has(path))
  if (missing !== undefined) throw new AppError('recovery.wanted.missing', { path: missing, id: o.id.slice(0, 8) })
  return { kind: 'listing', listing }
}
