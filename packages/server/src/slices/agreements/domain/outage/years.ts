/** A year under each way of service: the outages that are stated for it, what each costs the firm, and the fee. */
import type { OutageCost, OutageDocument } from '@mainstay/contract/agreements'
import { divided, each, MILLION, millionths } from './exact.ts'
import { type Costed, shown, stated, sum, type Totals } from './lines.ts'
import { lostForGood } from './lost-for-good.ts'

type Way = OutageDocument['years'][number]

export function years(document: OutageDocument, text: (minor: bigint) => string): OutageCost['years'] {
  const costed = document.years.map((way) => {
    const lines = [fee(way, text), ...way.incidents.map((incident) => incidents(document, incident, text))]
    return { name: way.name, lines, total: sum(lines.map(({ cost }) => cost)) }
  })
  const [first] = costed
  return costed.map(({ name, lines, total }, index) => ({
    name,
    total: shown(total, name),
    lines: lines.map(({ line }) => line),
    difference:
      first === undefined || index === 0
        ? null
        : shown(
            each((one) => total[one] - first.total[one]),
            name,
          ),
  }))
}

function fee({ name, feePerMonth }: Way, text: (minor: bigint) => string): Costed {
  const cost = each(() => 12n * BigInt(feePerMonth))
  const arithmetic = `12 months × ${text(BigInt(feePerMonth))} = ${text(cost.likely)}`
  return { line: { kind: 'fee', what: 'Fee', cost: shown(cost, name), arithmetic }, cost }
}

function incidents(document: OutageDocument, incident: Way['incidents'][number], text: (minor: bigint) => string): Costed {
  const { system, perYear, hours, labourHours, hourlyRate } = incident
  const perHour = hourOf(document, system)
  const [count, long, labour] = [millionths(perYear), millionths(hours), millionths(labourHours)]
  // Three figures in millionths and the hour in millionths of millionths.
  const cost = each((one) =>
    divided(count[one] * (long[one] * perHour[one] + labour[one] * BigInt(hourlyRate) * MILLION ** 2n), MILLION ** 4n),
  )
  const hour = text(divided(perHour.likely, MILLION ** 2n))
  const helped = hourlyRate === 0 ? '' : ` + ${stated(labourHours, ' h')} of labour × ${text(BigInt(hourlyRate))}`
  const what = `${system} away`
  const arithmetic = `${stated(perYear)} a year × (${stated(hours, ' h')} × ${hour} an hour${helped}) = ${text(cost.likely)}`
  return { line: { kind: 'incidents', what, cost: shown(cost, what), arithmetic }, cost }
}

/** What a business hour without this system costs, in minor units times 10^12. */
function hourOf({ people, revenue }: OutageDocument, system: string): Totals {
  const stopped = people.map(({ count, hourlyRate, workLost }) => {
    const lost = millionths(workLost[system] ?? 0)
    return each((one) => BigInt(Math.round(count * 1e6)) * lost[one] * BigInt(hourlyRate))
  })
  if (revenue === null) return sum(stopped)
  const [dependence, lost] = [millionths(revenue.dependence[system] ?? 0), lostForGood(revenue.recoveredLater).millionths]
  return sum([...stopped, each((one) => BigInt(revenue.perBusinessHour) * dependence[one] * lost[one])])
}
