/** Plans and drills as they are read, and how a client stands with them. */
import type { Continuity, Drill, RecoveryPlan, SystemFacts } from '@mainstay/contract/continuity'
import { dayIn } from '@mainstay/kernel'
import { problemsOf } from './domain/content.ts'
import { driftOf } from './domain/drift.ts'
import { planProof } from './domain/drills.ts'
import { stateOf } from './domain/life.ts'
import { contentOf, frozenFacts, type Stored } from './store.ts'
import type { DrillRow } from './tables.ts'

/** `all`: every version of this client's plan, newest first. */
export function planWire(row: Stored, all: readonly Stored[], current: { facts: SystemFacts[]; at: Date }): RecoveryPlan {
  const content = contentOf(row)
  const facts = frozenFacts(row) ?? current.facts
  return {
    id: row.id,
    clientId: row.client_id,
    clientName: row.client_name,
    zone: row.zone,
    version: row.version,
    state: stateIn(row, all),
    revision: row.revision,
    content,
    facts,
    factsAt: (row.presented_at ?? current.at).toISOString(),
    problems: problemsOf(content, facts),
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    presented:
      row.presented_at === null || row.presented_by === null || row.sha256 === null
        ? null
        : { by: row.presented_by, at: row.presented_at.toISOString(), sha256: row.sha256 },
    answer: answerOf(row),
  }
}

function answerOf({ answer: said }: Stored): RecoveryPlan['answer'] {
  if (said === null) return null
  const { answer, words, person_name: by, identified, at, sha256 } = said
  return { answer, words, by, identified, at: at.toISOString(), sha256 }
}

function stateIn(row: Stored, all: readonly Stored[]): RecoveryPlan['state'] {
  const later = all.filter(({ version }) => version > row.version)
  return stateOf({
    status: row.status,
    answer: row.answer?.answer ?? null,
    isNewest: !later.some(({ status }) => status === 'presented'),
    laterApproved: later.some(({ answer }) => answer?.answer === 'approved'),
  })
}

type Whole = {
  client: { id: string; name: string; zone: string }
  rows: readonly Stored[]
  drills: readonly DrillRow[]
  facts: SystemFacts[]
  now: Date
}

export function continuityWire({ client, rows, drills: drillRows, facts, now }: Whole): Continuity {
  const plans = rows.map((row) => planWire(row, rows, { facts, at: now }))
  const inForce = plans.find(({ state }) => state === 'approved') ?? null
  const working =
    plans.find(({ state, version }) => state !== 'replaced' && state !== 'approved' && version > (inForce?.version ?? 0)) ?? null
  const drills = drillRows.map(drillWire)
  const since = inForce?.answer?.at
  const plan =
    inForce === null || since === undefined ? null : { every: inForce.content.drillEveryMonths, since: dayIn(new Date(since), client.zone) }
  return {
    clientId: client.id,
    clientName: client.name,
    zone: client.zone,
    inForce,
    working,
    drift: inForce === null ? [] : driftOf(inForce, facts, now),
    proof: planProof(drills, plan, dayIn(now, client.zone)),
    versions: plans.map(({ id, version, state, createdBy, createdAt, presented, answer }) => ({
      id,
      version,
      state,
      by: answer?.by ?? presented?.by ?? createdBy,
      at: answer?.at ?? presented?.at ?? createdAt,
    })),
    drills,
  }
}

export function drillWire(row: DrillRow): Drill {
  const { held_on: on, outcome, story, results, recorded_by: recordedBy, recorded_at: recordedAt } = row
  const isHeld = on !== null && outcome !== null && story !== null && results !== null && recordedBy !== null && recordedAt !== null
  return {
    id: row.id,
    clientId: row.client_id,
    kind: row.kind,
    state: row.state,
    plannedOn: row.planned_on,
    who: row.who,
    plannedBy: row.planned_by,
    held: !isHeld
      ? null
      : {
          on,
          outcome,
          story,
          results,
          fromProofs:
            row.proofs_from === null || row.proofs_to === null
              ? null
              : { from: row.proofs_from.toISOString(), to: row.proofs_to.toISOString() },
          planVersion: row.plan_version,
          recordedBy,
          recordedAt: recordedAt.toISOString(),
        },
  }
}
