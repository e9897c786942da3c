/** What the records of other slices say of a client, and how a share of its things becomes a state. */
import type { Support } from '@mainstay/contract/lifecycle'
import type { CheckState } from '@mainstay/contract/standards'

export type DeviceFact = {
  hostname: string
  /** Seconds since it was last heard; null: never. */
  silentSeconds: number | null
  standing: 'proven' | 'failed' | 'unproven' | 'not-protected'
  /** Null where nothing is promised, or nothing is known. */
  rpoKept: boolean | null
  rtoKept: boolean | null
  /** A person of the client logged in and found it there, at most a year ago. */
  seenByClient: boolean
  lastBackupFailed: boolean | null
  copied: boolean | null
  support: Support
}

export type ClientFacts = {
  devices: readonly DeviceFact[]
  assets: { total: number; withoutAge: readonly string[]; overdue: readonly string[]; unsupported: readonly string[] }
  /** Days since the budget was approved; null: never. */
  budgetAgeDays: number | null
  mailDomains: number
  /** What is delivered when the virus scanner is away; null where no mail passes here. */
  mailUnscanned: boolean | null
  /** Months since the newest approved report, 0 for the last month; null: none. */
  reportAgeMonths: number | null
  hoursSet: boolean
  managers: number
  declinedDue: readonly string[]
}

export type Found = { state: CheckState; evidence: string; sample: { met: number; of: number } | null; exceptions: string[] }

type Verdict = boolean | null

/** Met when it holds of all; not met when it fails of one; unknown while it is not known of one. None at all is not known. */
export function ofEach<T>(
  things: readonly T[],
  nameOf: (one: T) => string,
  holds: (one: T) => Verdict,
  words: { good: string; none: string },
): Found {
  if (things.length === 0) return { state: 'unknown', evidence: words.none, sample: null, exceptions: [] }
  const verdicts = things.map((one) => ({ name: nameOf(one), verdict: holds(one) }))
  const met = verdicts.filter(({ verdict }) => verdict === true).length
  const failed = verdicts.filter(({ verdict }) => verdict === false)
  const unknown = verdicts.filter(({ verdict }) => verdict === null)
  const state = failed.length > 0 ? 'not-met' : unknown.length > 0 ? 'unknown' : 'met'
  const exceptions = [...failed.map(({ name }) => name), ...unknown.map(({ name }) => `${name} (not known)`)]
  return { state, evidence: `${met} of ${things.length} ${words.good}`, sample: { met, of: things.length }, exceptions }
}

export function ofDevices(holds: (one: DeviceFact) => Verdict, good: string): (facts: ClientFacts) => Found {
  const words = { good, none: 'No system has enrolled yet.' }
  return ({ devices }) => ofEach(devices, ({ hostname }) => hostname, holds, words)
}

/** Of one thing that is so, is not, or is not known. */
export function single(holds: Verdict, evidence: string): Found {
  return { state: holds === null ? 'unknown' : holds ? 'met' : 'not-met', evidence, sample: null, exceptions: [] }
}
