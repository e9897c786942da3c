/** A budget in an owner's words. */
import type { ClientPlan } from '@mainstay/contract/lifecycle'
import { quarterWord } from '../slices/lifecycle/wording.ts'
import { money } from '../ui/money.ts'

/** What comes next and what it costs. `today` is a date in the client's zone. */
export function budgetTitle({ quarters, currency }: ClientPlan, today: string): string {
  const now = `${today.slice(0, 4)}-Q${Math.ceil(Number(today.slice(5, 7)) / 3)}`
  const next = (quarters ?? []).find(({ quarter, spendMinor }) => quarter >= now && spendMinor > 0)
  if (next === undefined) return 'Nothing is planned to be replaced'
  return `Next: ${money(next.spendMinor, currency)} in ${quarterWord(next.quarter)}`
}
