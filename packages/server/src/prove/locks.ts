/** Finds a program that holds the repository for itself now. Other locks do not disturb reading. */
import type { ProofReason } from '@mainstay/contract/recovery'
import { reason } from './reason.ts'
import { parseJson, textOf } from './restic-output.ts'
import { type ResticTarget, runRestic } from './restic-process.ts'

/** restic refreshes its locks every 5 minutes and takes one as stale after 30. */
const STALE_MS = 30 * 60_000

export async function exclusiveLock(target: ResticTarget, now: Date, signal: AbortSignal): Promise<ProofReason | null> {
  const listed = await runRestic(target, ['list', 'locks'], { signal })
  if (listed.kind !== 'exited' || listed.code !== 0) return null
  for (const id of listed.lines.filter((line) => /^[0-9a-f]{64}$/.test(line))) {
    const shown = await runRestic(target, ['cat', 'lock', id], { signal })
    const lock = shown.kind === 'exited' && shown.code === 0 ? parseJson(shown.lines.join('\n')) : null
    if (lock === null || lock['exclusive'] !== true) continue
    const since = new Date(String(lock['time']))
    if (Number.isNaN(since.getTime()) || now.getTime() - since.getTime() > STALE_MS) continue
    const who = `${textOf(lock['username'], '?')} on ${textOf(lock['hostname'], '?')} (process ${textOf(lock['pid'], '?')})`
    return reason('recovery.repository.locked', { who, since: since.toISOString() })
  }
  return null
}
