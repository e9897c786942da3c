/** The share of lost sales that never comes back. */
import type { Estimate } from '@mainstay/contract/agreements'
import { MILLION, millionths } from './exact.ts'
import { type Factor, stated } from './lines.ts'

/** The more comes back later, the lower the cost: the low case takes the high figure. */
export function lostForGood(recoveredLater: Estimate): Factor {
  const back = millionths(recoveredLater)
  return {
    millionths: { low: MILLION - back.high, likely: MILLION - back.likely, high: MILLION - back.low },
    text: `(1 - ${stated(recoveredLater)} that comes back)`,
  }
}
