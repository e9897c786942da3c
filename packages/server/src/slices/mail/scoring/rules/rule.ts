/** What a rule says when it holds. */
import type { Scored } from '../types.ts'

export type Hit = {
  id: string
  /** Points. */
  weight: number
  text: string
  kind?: Exclude<Scored['kind'], null>
  /** No sum of other reasons delivers the message. */
  policy?: true
}
