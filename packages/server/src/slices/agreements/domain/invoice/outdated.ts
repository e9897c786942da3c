/** What became of the records since a draft was made: the differences that a person has not read. */
import type { InvoiceDocument } from '@mainstay/contract/agreements'
import { differences } from './differences.ts'
import { shownMoney } from './shown-money.ts'

/** Empty: the draft is what would be made now. `kind: was, is (why)` otherwise. */
export function outdated(draft: InvoiceDocument, fresh: InvoiceDocument): string[] {
  const money = shownMoney(fresh.currency)
  const lines =
    draft.currency === fresh.currency
      ? differences(draft.lines, fresh.lines, fresh.currency).map(
          ({ kind, beforeMinor, nowMinor, why }) => `${kind} was ${money(beforeMinor)}, is ${money(nowMinor)} (${why})`,
        )
      : [`the currency was ${draft.currency}, is ${fresh.currency}`]
  const others = OTHERS.filter(([key]) => JSON.stringify(draft[key]) !== JSON.stringify(fresh[key])).map(([, words]) => words)
  const said = [...lines, ...others]
  const isSame = JSON.stringify(draft) === JSON.stringify(fresh)
  return said.length === 0 && !isSame ? ['what was counted or worked, though not what it comes to'] : said
}

const OTHERS = [
  ['plan', 'the plan'],
  ['taxBasisPoints', 'the rate of tax'],
  ['rounding', 'the rounding'],
  ['seller', 'our own address'],
  ['buyer', 'the address of the client'],
  ['clientName', 'the name of the client'],
  ['iban', 'the account to pay to'],
  ['remarks', 'what there is to know'],
  ['differences', 'the month before'],
] as const satisfies readonly (readonly [keyof InvoiceDocument, string])[]
