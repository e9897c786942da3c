/** The text of a plan: drafted from the records, and what is wrong or missing in it. */
import type { PlanContent, PlanPerson, PlanProblem, PlanSystem, SystemFacts } from '@mainstay/contract/continuity'

export type Known = { name: string; email: string; does: string }

/** Those who promised to be back soonest come first; without a promise last. What people wrote before is kept. */
export function draftFrom(facts: readonly SystemFacts[], people: readonly Known[], before: PlanContent | null): PlanContent {
  const known = new Set(before?.systems.flatMap(({ deviceId }) => (deviceId === null ? [] : [deviceId])))
  const added = facts.filter(({ deviceId }) => !known.has(deviceId)).toSorted(byPromise)
  const keys = new Set(before?.systems.map(({ key }) => key))
  const systems = added.map((one): PlanSystem => {
    const key = freeKey(one.hostname, keys)
    keys.add(key)
    return { key, deviceId: one.deviceId, name: one.hostname, purpose: '', dependsOn: [], responsible: null, steps: '' }
  })
  if (before !== null) return { ...before, systems: [...before.systems, ...systems] }
  const taken = new Set<string>()
  return {
    begins: '',
    meanwhile: '',
    people: people.slice(0, 40).map(({ name, email, does }): PlanPerson => {
      const key = freeKey(name, taken)
      taken.add(key)
      return { key, name, email, does, phone: '' }
    }),
    systems,
    drillEveryMonths: { tabletop: 12, partial: null, full: 12 },
  }
}

function byPromise(a: SystemFacts, b: SystemFacts): number {
  const of = ({ promised }: SystemFacts): number => promised?.rtoSeconds ?? Number.MAX_SAFE_INTEGER
  return of(a) - of(b) || a.hostname.localeCompare(b.hostname)
}

function freeKey(name: string, taken: ReadonlySet<string>): string {
  const base =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 32)
      .replace(/-$/, '') || 'one'
  for (let n = 1; ; n++) {
    const key = n === 1 ? base : `${base}-${n}`
    if (!taken.has(key)) return key
  }
}

/** `stops`: nobody is asked to approve this. The rest is said, and is theirs to decide. */
export function problemsOf(content: PlanContent, facts: readonly SystemFacts[]): PlanProblem[] {
  const stops = (text: string): PlanProblem => ({ text, stops: true })
  const says = (text: string): PlanProblem => ({ text, stops: false })
  const people = new Map(content.people.map((one) => [one.key, one]))
  const place = new Map(content.systems.map(({ key }, n) => [key, n]))
  const devices = content.systems.flatMap(({ deviceId }) => (deviceId === null ? [] : [deviceId]))
  const problems: PlanProblem[] = []
  if (content.systems.length === 0) problems.push(stops('No system is in the plan.'))
  if (content.begins === '') problems.push(stops('It is not said when the plan begins, and who says so.'))
  if (people.size < content.people.length) problems.push(stops('Two people have the same key.'))
  if (place.size < content.systems.length) problems.push(stops('Two systems have the same key.'))
  if (new Set(devices).size < devices.length) problems.push(stops('One machine is in the plan twice.'))
  content.systems.forEach((system, n) => {
    for (const key of system.dependsOn) {
      const at = place.get(key)
      const other = content.systems[at ?? -1]?.name ?? key
      if (at === undefined) problems.push(stops(`${system.name} depends on “${key}”, which is not in the plan.`))
      else if (at >= n) problems.push(stops(`${system.name} depends on ${other}, which comes back after it. Change their order.`))
    }
    const who = system.responsible === null ? undefined : people.get(system.responsible)
    if (who === undefined) problems.push(stops(`Nobody is named who brings ${system.name} back.`))
    if (system.steps === '') problems.push(says(`How ${system.name} is brought back is not written down.`))
  })
  for (const { name, phone, email } of content.people)
    if (phone === '' && email === '') problems.push(stops(`There is no way to reach ${name}.`))
    else if (phone === '') problems.push(says(`${name} has no telephone number; mail may be down too.`))
  return [...problems, ...factProblems(new Set(devices), facts).map(says)]
}

function factProblems(devices: ReadonlySet<string>, facts: readonly SystemFacts[]): string[] {
  const inPlan = facts.filter(({ deviceId }) => devices.has(deviceId))
  return [
    ...facts.filter(({ deviceId }) => !devices.has(deviceId)).map(({ hostname }) => `${hostname} is in no plan.`),
    ...inPlan.filter(({ standing }) => standing === 'not-protected').map(({ hostname }) => `Nothing of ${hostname} is backed up.`),
    ...inPlan
      .filter(({ standing }) => standing === 'failed' || standing === 'unproven')
      .map(({ hostname }) => `${hostname} is not proven to come back.`),
    ...inPlan
      .filter(({ standing, copies }) => standing !== 'not-protected' && !copies.some((copy) => copy.standing === 'good'))
      .map(({ hostname }) => `${hostname} has no good copy in a second place.`),
  ]
}
