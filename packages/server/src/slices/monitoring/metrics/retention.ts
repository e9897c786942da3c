/** Drops whole months: raw samples first, roll-ups years later. */
import type pg from 'pg'

/** In days after a month's end. */
export type Retention = { rawDays: number; rollupDays: number }

export const DEFAULT_RETENTION: Retention = { rawDays: 90, rollupDays: 1100 }

export async function dropOldMonths(jobs: pg.Pool, { rawDays, rollupDays }: Retention, now: Date): Promise<number> {
  const before = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10)
  const drop = async (table: string, days: number): Promise<number> => {
    const { rows } = await jobs.query<{ dropped: number }>('select monitoring_drop_months($1, $2) as dropped', [table, before(days)])
    return rows[0]?.dropped ?? 0
  }
  return (await drop('monitoring_chunk', rawDays)) + (await drop('monitoring_rollup', rollupDays))
}
