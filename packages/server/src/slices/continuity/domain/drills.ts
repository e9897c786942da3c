/** When a plan was proven and when the next drill is due; and a drill taken from extraction tests. */
import type {
  Drill,
  DrillDue,
  DrillEvery,
  DrillKind,
  DrillOutcome,
  DrillResult,
  PlanContent,
  PlanProof,
} from '@mainstay/contract/continuity'
import { addMonths, type Id } from '@mainstay/kernel'

/** Calendar dates are `2026-11-24`, in the client's zone: they compare as text. */
type Day = string

const KINDS: readonly DrillKind[] = ['full', 'partial', 'tabletop']

/** `since`: the day on which the plan was approved; from then on drills are owed. */
export function planProof(drills: readonly Drill[], plan: { every: DrillEvery; since: Day } | null, today: Day): PlanProof {
  const held = drills.flatMap(({ kind, held: one }) => (one === null ? [] : [{ kind, on: one.on, outcome: one.outcome }]))
  const proven = held.filter(({ kind, outcome }) => kind !== 'tabletop' && outcome === 'passed').toSorted(newestFirst)[0]
  const due = plan === null ? [] : KINDS.flatMap((kind) => dueOf(kind, held, drills, plan, today))
  return { provenOn: proven?.on ?? null, provenBy: proven?.kind ?? null, due }
}

type Held = { kind: DrillKind; on: Day; outcome: DrillOutcome }

function dueOf(
  kind: DrillKind,
  held: readonly Held[],
  drills: readonly Drill[],
  plan: { every: DrillEvery; since: Day },
  today: Day,
): DrillDue[] {
  const months = plan.every[kind]
  if (months === null) return []
  // A full drill exercises what a partial one does. One that failed is held again, not in a year.
  const last = held.filter((one) => (one.kind === kind || (kind === 'partial' && one.kind === 'full')) && one.outcome !== 'failed')
  const from = last.toSorted(newestFirst)[0]?.on
  const latest = addMonths(from ?? plan.since, months)
  const planned = drills.flatMap((one) => (one.kind === kind && one.state === 'planned' ? [one.plannedOn] : [])).toSorted()[0]
  // What is planned sooner is owed sooner; what is planned later puts nothing off.
  const on = planned !== undefined && planned < latest ? planned : latest
  return [{ kind, on, overdue: on < today }]
}

function newestFirst(a: { on: Day }, b: { on: Day }): number {
  return b.on.localeCompare(a.on)
}

export type Test = {
  id: Id
  deviceId: Id
  at: Date
  verdict: 'passed' | 'failed' | 'unknown'
  level: string | null
  rtoSeconds: number | null
  rpoSeconds: number | null
}

const STARTED: readonly string[] = ['L3', 'L4', 'L5']

/** The newest test of each system of the plan, within the time that was asked for; without one it is unknown. */
export function drawnResults(content: PlanContent, tests: readonly Test[]): DrillResult[] {
  return content.systems.map(({ deviceId, name }): DrillResult => {
    const none = { deviceId, name, seconds: null, dataAgeSeconds: null, verdict: 'unknown' as const, proof: null }
    if (deviceId === null) return { ...none, note: 'It is not watched here, so no test can show it.' }
    const test = tests.filter((one) => one.deviceId === deviceId).toSorted((a, b) => b.at.getTime() - a.at.getTime())[0]
    if (test === undefined) return { ...none, note: 'No extraction test ran in this time.' }
    const proof = { id: test.id, at: test.at.toISOString(), level: test.level as NonNullable<DrillResult['proof']>['level'] }
    const found = { ...none, seconds: test.rtoSeconds, dataAgeSeconds: test.rpoSeconds, proof }
    if (test.verdict !== 'passed') return { ...found, seconds: null, verdict: test.verdict, note: 'Its extraction test did not pass.' }
    if (!STARTED.includes(test.level ?? ''))
      return { ...found, seconds: null, note: `Tested to ${test.level ?? 'no level'}: it was not started.` }
    return { ...found, verdict: 'passed', note: 'Started from its backup by itself.' }
  })
}

export function outcomeOf(results: readonly DrillResult[]): DrillOutcome {
  if (results.some(({ verdict }) => verdict === 'failed')) return 'failed'
  return results.length > 0 && results.every(({ verdict }) => verdict === 'passed') ? 'passed' : 'partly'
}
