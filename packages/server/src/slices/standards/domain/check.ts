/** What a check is: a sentence that holds or not, how it is found out, and what it is evidence for. */
import type { CheckArea, Mappings } from '@mainstay/contract/standards'
import type { Area } from '@mainstay/contract/recommendations'
import type { ClientFacts, Found } from './facts.ts'

export type Check = {
  id: string
  area: CheckArea
  title: string
  why: string
  /** Null: a person answers it. */
  find: ((facts: ClientFacts) => Found) | null
  /** How long a person's answer holds, in days. */
  holdsDays: number
  mappings: Mappings
  /** What a failed one is recommended with. */
  advice: { title: string; risk: string; area: Area }
}

export function evidenceFor(o: { nist?: string[]; hipaa?: string[]; ftc?: string[] }): Mappings {
  return { nist: o.nist ?? [], hipaa: o.hipaa ?? [], ftc: o.ftc ?? [] }
}

/** A check that a person answers, once a year where nothing else is said. */
export function asked(
  id: string,
  area: CheckArea,
  title: string,
  o: { why: string; fix: string; risk: string; as?: Area; holdsDays?: number } & Parameters<typeof evidenceFor>[0],
): Check {
  return {
    id,
    area,
    title,
    why: o.why,
    find: null,
    holdsDays: o.holdsDays ?? 365,
    mappings: evidenceFor(o),
    advice: { title: o.fix, risk: o.risk, area: o.as ?? 'security' },
  }
}

/** A check that the records answer. */
export function found(
  id: string,
  area: CheckArea,
  title: string,
  o: Parameters<typeof asked>[3] & { find: NonNullable<Check['find']> },
): Check {
  return { ...asked(id, area, title, o), find: o.find }
}
