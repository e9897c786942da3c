/** What changed in the records since the client approved the plan. */
import type { Drift, PlanContent, SystemFacts } from '@mainstay/contract/continuity'

type Approved = { content: PlanContent; facts: readonly SystemFacts[] }

export function driftOf(approved: Approved, now: readonly SystemFacts[], at: Date): Drift[] {
  const before = new Map(approved.facts.map((one) => [one.deviceId, one]))
  const after = new Map(now.map((one) => [one.deviceId, one]))
  const planned = approved.content.systems.flatMap(({ deviceId, name }) => (deviceId === null ? [] : [{ deviceId, name }]))
  const inPlan = new Set(planned.map(({ deviceId }) => deviceId))
  const added = now
    // What was known and left out when they approved was their choice.
    .filter(({ deviceId }) => !inPlan.has(deviceId) && !before.has(deviceId))
    .map((one): Drift => ({ kind: 'system-added', deviceId: one.deviceId, text: `${one.hostname} was added and is in no plan.` }))
  const changed = planned.flatMap(({ deviceId, name }): Drift[] => {
    const is = after.get(deviceId)
    if (is === undefined) return [{ kind: 'system-gone', deviceId, text: `${name} is no longer among the systems.` }]
    const was = before.get(deviceId)
    return was === undefined ? [] : changesOf(was, is, at).map(({ kind, text }) => ({ kind, deviceId, text }))
  })
  return [...added, ...changed]
}

type Change = Pick<Drift, 'kind' | 'text'>

function changesOf(was: SystemFacts, is: SystemFacts, at: Date): Change[] {
  const name = is.hostname
  const changes: Change[] = []
  if (was.standing !== 'not-protected' && is.standing === 'not-protected')
    changes.push({ kind: 'unprotected', text: `${name} is no longer backed up.` })
  else if (is.standing === 'failed' && was.standing !== 'failed')
    changes.push({ kind: 'test-failed', text: `The last extraction test of ${name} failed.` })
  else if (was.standing === 'proven' && (is.proof === null || new Date(is.proof.expiresAt) <= at))
    changes.push({ kind: 'proof-over', text: `The proof that ${name} comes back has expired.` })
  if (promise(was) !== promise(is))
    changes.push({ kind: 'promise-changed', text: `The promise for ${name} was ${promise(was)} and is ${promise(is)}.` })
  const [copied, copies] = [hasCopy(was), hasCopy(is)]
  if (copied && !copies) changes.push({ kind: 'copy-lost', text: `${name} has no good copy in a second place any more.` })
  if (!copied && copies) changes.push({ kind: 'copy-gained', text: `${name} has a good copy in a second place now.` })
  return changes
}

function hasCopy({ copies }: SystemFacts): boolean {
  return copies.some(({ standing }) => standing === 'good')
}

function promise({ promised }: SystemFacts): string {
  if (promised === null) return 'none'
  return `data at most ${hours(promised.rpoSeconds)} old, back within ${hours(promised.rtoSeconds)}`
}

/** `4 h`, `90 min`, `45 s`: whole units only, so that no two promises read the same. */
function hours(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`
}
