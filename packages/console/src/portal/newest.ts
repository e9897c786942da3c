/** Which report stands for now: the newest month that is approved, in its newest version. */
import type { ReportItem } from '../slices/reports/queries.ts'

type Dated = Pick<ReportItem, 'id' | 'month' | 'version' | 'status' | 'replacedBy'>

export function standing<T extends Dated>(reports: readonly T[]): T[] {
  return reports
    .filter(({ status, replacedBy }) => status === 'approved' && replacedBy === null)
    .sort((a, b) => b.month.localeCompare(a.month) || b.version - a.version)
}

export function newestApproved<T extends Dated>(reports: readonly T[]): T | undefined {
  return standing(reports)[0]
}
