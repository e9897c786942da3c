/** Remembers across restarts when backups ran and whether one was ordered, so that none is forgotten and none runs twice. */
import { readIfThere, writeAtomic } from '../runtime/atomic-file.ts'
import type { BackupHistory } from './schedule.ts'

export type KeptHistory = BackupHistory & { ordered: boolean }

const NONE: KeptHistory = { lastStartedAt: null, failures: 0, ordered: false }

export function loadHistory(path: string): KeptHistory {
  try {
    const kept: Record<string, unknown> = JSON.parse(readIfThere(path) ?? '{}')
    const { lastStartedAt, failures, ordered } = kept
    return {
      lastStartedAt: typeof lastStartedAt === 'number' ? lastStartedAt : null,
      failures: typeof failures === 'number' ? failures : 0,
      ordered: ordered === true,
    }
  } catch {
    // Damaged: a backup too many is the safe side.
    return NONE
  }
}

export function saveHistory(path: string, history: KeptHistory): void {
  writeAtomic(path, JSON.stringify(history))
}
