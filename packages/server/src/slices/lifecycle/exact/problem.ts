/** What the exact solver is asked and answers; both cross to a worker. */
import type { Group } from '../domain/refresh/groups.ts'

export type ExactProblem =
  | { kind: 'cheapest'; groups: readonly Group[]; quarters: number; cap: number; start: Int32Array | null; seconds: number }
  /** The smallest cap under which all groups find a quarter. */
  | { kind: 'smallest-cap'; groups: readonly Group[]; quarters: number; start: Int32Array | null; seconds: number }

/** `value` belongs to `assignment`; `bound` is what no solution can be below. Equal when it is proven. */
export type ExactAnswer = {
  assignment: Int32Array | null
  value: number | null
  bound: number | null
  proven: boolean
  impossible: boolean
}
