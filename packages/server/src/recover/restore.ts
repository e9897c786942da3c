/** One run of `restic restore` into a folder: what is there whole is left, the rest is fetched, and all is read again at the end. */
import { lstat, rename } from 'node:fs/promises'
import type { ProofReason, RecoverResult } from '@mainstay/contract/recovery'
import { contain } from '../platform/files/contain.ts'
import { findDamage } from '../prove/findings.ts'
import { brief, reason } from '../prove/reason.ts'
import { parseJson, readLine } from '../prove/restic-output.ts'
import { runRestic } from '../prove/restic-process.ts'
import type { Run } from './run.ts'

export type Restored = {
  outcome: 'done' | 'partial' | 'failed' | 'stopped'
  skippedBytes: number
  damaged: RecoverResult['damaged']
  reasons: ProofReason[]
}

const NO_SPACE = /no space left on device|disk quota exceeded/i
/** Owners, times, attributes, device nodes: what only root may set, or this file system cannot hold. The data is whole. */
const ATTRIBUTE = /UtimesNano|chown|chmod|xattr|mknod|mkfifo|mkdev|operation not (supported|permitted)|generic attribute/i

export async function restore(
  { restic, version, point, signal, onProgress, target }: Run,
  o: { id: string; folder: string; paths: readonly string[]; bytes: number; existing: boolean },
): Promise<Restored> {
  const errors: { item: string; message: string }[] = []
  const raw: string[] = []
  let skippedBytes = 0
  const includes = o.paths.flatMap((path) => ['--include', literal(path)])
  const args = [
    'restore',
    o.id,
    '--target',
    o.folder,
    '--json',
    '--verify',
    ...(version.sparse && !o.existing ? ['--sparse'] : []),
    ...includes,
  ]
  const note = (line: string): void => {
    const event = readLine(line)
    if (event.type !== 'error') return
    if (raw.length < 1000) raw.push(line)
    errors.push({ item: event.item ?? '', message: event.message })
  }
  const ran = await runRestic(restic, args, {
    signal,
    onStdout: (line) => {
      const json = parseJson(line)
      if (json?.['message_type'] === 'summary') skippedBytes = Number(json['bytes_skipped'] ?? 0)
      if (json?.['message_type'] === 'status') {
        const done = Number(json['bytes_restored'] ?? 0) + Number(json['bytes_skipped'] ?? 0)
        onProgress({ step: done >= o.bytes ? 'verifying' : 'restoring', doneBytes: Math.min(done, o.bytes), totalBytes: o.bytes })
      } else note(line)
    },
    onStderr: note,
  })
  const not = (outcome: Restored['outcome'], reasons: ProofReason[]): Restored => ({ outcome, skippedBytes, damaged: [], reasons })
  if (ran.kind === 'stopped') return not('stopped', [])
  if (ran.kind === 'missing') return not('failed', [reason('recovery.restic.missing', { binary: restic.binary })])
  if (errors.some(({ message }) => NO_SPACE.test(message))) return not('stopped', [reason('recovery.target.room-ended', { target })])
  const away = findDamage(raw)
  if (away.kind === 'unreachable') return not('stopped', [away.reason])
  const named = errors.filter(({ item, message }) => item !== '' && !ATTRIBUTE.test(message))
  if (named.length > 0) {
    const damaged = [...new Map(named.map(({ item, message }) => [within(item, o.folder), brief(message)]))].map(([path, why]) => ({
      path,
      why,
    }))
    for (const { path } of damaged) await setAside(o.folder, path)
    return {
      outcome: 'partial',
      skippedBytes,
      damaged,
      reasons: [reason('recovery.data.damaged', { count: damaged.length, name: damaged[0]?.path ?? '', detail: damaged[0]?.why ?? '' })],
    }
  }
  const other = errors.filter(
    ({ item, message }) => item === '' && !ATTRIBUTE.test(message) && !/^(Fatal: )?There were \d+ errors|^restoring </.test(message),
  )
  if (other.length > 0 || (ran.code !== 0 && errors.length === 0))
    return not('failed', [
      reason('recovery.extract.stopped', {
        detail: brief(other[0]?.message ?? `restic ended with ${ran.code} at ${point.id.slice(0, 8)}`),
      }),
    ])
  return not('done', [])
}

/** restic reads patterns; this one means its own letters only. */
export function literal(path: string): string {
  return path.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)
}

/** restic names what it writes by its path in the snapshot, or by the one on this disk. */
function within(item: string, folder: string): string {
  return item.startsWith(`${folder}/`) ? item.slice(folder.length) : item
}

/** Half a file must not pass for a whole one. */
async function setAside(folder: string, path: string): Promise<void> {
  const where = await contain(folder, path.replace(/^\/+/, ''))
  if (!where.ok) return
  const found = await lstat(where.path).catch(() => null)
  if (found?.isFile() === true) await rename(where.path, `${where.path}.damaged`)
}
