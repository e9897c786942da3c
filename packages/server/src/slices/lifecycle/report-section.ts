/** What the monthly report says of planned spending: the next quarter, and the year from it on. */
import type { ClientPlan } from '@mainstay/contract/lifecycle'
import type { ReportSection } from '@mainstay/contract/reports'
import { amount } from './domain/plan/amount.ts'
import { quarterAt } from './domain/plan/due.ts'
import { quarterName } from './domain/refresh/quarter.ts'

/** Of the plan that was approved last before `asOf`. */
export function plannedSection(plan: ClientPlan, o: { today: string; asOf: Date; approvedAt: Date }): Omit<ReportSection, 'id'> {
  const { quarters, currency } = plan
  const next = quarterName(quarterAt(o.today) + 1)
  const coming = (quarters ?? []).filter(({ quarter }) => quarter >= next)
  const [first, ...later] = coming
  const isNext = first?.quarter === next
  const year = coming.slice(0, 4).reduce((sum, { spendMinor }) => sum + spendMinor, 0)
  const names = isNext ? first.assets : []
  const shown = [...(isNext ? [first] : []), ...later].slice(0, 4).filter(({ spendMinor }) => spendMinor > 0)
  return {
    slot: 'side',
    title: 'What is planned to be replaced',
    sentence:
      coming.length === 0
        ? 'The plan that was approved has come to its end; a new one is due.'
        : names.length === 0
          ? 'Nothing is planned for the next quarter.'
          : `Next quarter: ${names.map(({ name }) => name).join(', ')}.`,
    tone: coming.length === 0 ? 'attention' : 'good',
    facts: [
      ...shown.map(({ quarter, spendMinor }) => ({
        label: quarter,
        value: amount(spendMinor, currency),
        tone: 'good' as const,
        note: null,
        href: null,
      })),
      ...(coming.length === 0
        ? []
        : [
            {
              label: 'The four quarters to come',
              value: amount(year, currency),
              tone: 'good' as const,
              note: 'of the approved plan',
              href: null,
            },
          ]),
    ],
    rows: [],
    strip: [],
    source: 'approved plan',
    freshAsOf: o.approvedAt.toISOString(),
  }
}
