/** A restored server that is looked at, out of its row. */
import type { Sandbox, Statement } from '@mainstay/contract/recovery'
import { kindOf } from '../../../prove/open-point.ts'
import { reason } from '../../../prove/reason.ts'
import { isGone, remainingSeconds } from './domain.ts'
import type { SandboxRow, StatementRow } from './store.ts'

export function sandboxWire(row: SandboxRow, said: StatementRow | null, now: Date): Sandbox {
  const gone = isGone(row, now)
  const state = gone ? 'ended' : row.state
  const { progress, expected } = row
  return {
    id: row.id,
    deviceId: row.deviceId,
    restorePointId: row.restorePointId,
    state,
    startedBy: row.personName,
    askedAt: row.askedAt.toISOString(),
    runningAt: row.runningAt?.toISOString() ?? null,
    endsAt: row.endsAt?.toISOString() ?? null,
    endedAt: (gone ? row.heardAt : row.endedAt)?.toISOString() ?? null,
    end: gone ? reason('recovery.viewing.end.mainstay') : row.ending,
    progress:
      state === 'ended' || progress === null || row.seen !== null
        ? null
        : {
            step: progress.step,
            seconds: Math.max(0, Math.round((now.getTime() - Date.parse(progress.since)) / 1000)),
            remainingSeconds: remainingSeconds({ kind: kindOf(row.paths), progress, expected, now }),
          },
    seen: row.seen,
    hasFiles: state !== 'ended' && row.hasFiles,
    statement: said === null ? null : statementWire(said),
  }
}

export function statementWire({ verdict, sentence, by, kind, identified, at }: StatementRow): Statement {
  return { verdict, sentence, by, kind, identified, at: at.toISOString() }
}
