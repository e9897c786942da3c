/** Says that a cap is too small, and never more than was proven. */
import { amount } from './amount.ts'

type Answer = { cap: number; smallest: number; proven: 'smallest' | 'impossible' | 'nothing'; currency: string }

/** Amounts in minor units. */
export function tooSmall({ cap, smallest, proven, currency }: Answer): string {
  const [atMost, works] = [amount(cap, currency), amount(smallest, currency)]
  switch (proven) {
    case 'smallest':
      return `Not possible with at most ${atMost} in a quarter; the least that works is ${works}.`
    case 'impossible':
      return `Not possible with at most ${atMost} in a quarter; ${works} works, and whether less does was not found out in time.`
    case 'nothing':
      return `No plan with at most ${atMost} in a quarter was found in time, and none was ruled out; ${works} works.`
  }
}
