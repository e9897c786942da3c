/** `mainstay outage cost`: what an outage costs, with its arithmetic, from the client's own figures. */
import { type CostRange, type OutageCost, OutageDocumentSchema } from '@mainstay/contract/agreements'
import { AppError } from '@mainstay/kernel'
import { moneyText, outageCost, workingTime } from '@mainstay/server/outage-cost'
import type { Command } from 'commander'
import { readDocument } from '../document.ts'
import type { Io } from '../io.ts'
import { show } from '../outcome.ts'

export function registerOutage(program: Command, io: Io): void {
  program
    .command('outage')
    .description('outages and what they cost')
    .command('cost')
    .description('work out what an outage costs, low, likely and high (exit 65 when the document breaks a rule)')
    .argument('[file]', 'JSON; stdin without it')
    .option('--json', 'one JSON document on stdout, which it is anyway unless a person reads it')
    .action(async (file: string | undefined, options: { json?: boolean }) => {
      const cost = costOf(await readDocument(file))
      show(io, options.json === true || !process.stdout.isTTY, { json: cost, text: describe(cost) })
    })
}

function costOf(input: unknown): OutageCost {
  const parsed = OutageDocumentSchema.safeParse(input)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new AppError('agreements.outage-rule', { rule: `${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'not valid'}.` })
  }
  return outageCost(parsed.data, workingTime(parsed.data.calendar).between)
}

function describe({ currency, total, lines, missing, years }: OutageCost): string {
  const text = moneyText(currency)
  const money = (minor: number): string => text(BigInt(minor))
  const spread = ({ low, likely, high }: CostRange): string =>
    low === high ? `${money(likely)} ${currency}` : `${money(likely)} ${currency} (${money(low)} to ${money(high)})`
  const listed = (of: OutageCost['lines']): string[] => of.map(({ what, arithmetic }) => `  ${what}: ${arithmetic}`)
  return [
    ...(lines.length === 0 ? [] : [`This outage cost ${spread(total)}.`, ...listed(lines)]),
    ...missing,
    ...years.flatMap((year) => [
      `${year.name}: ${spread(year.total)} a year${year.difference === null ? '' : `, ${compared(year.difference, money, currency)}`}.`,
      ...listed(year.lines),
    ]),
  ].join('\n')
}

function compared({ likely }: CostRange, money: (minor: number) => string, currency: string): string {
  if (likely === 0) return 'the same as the first'
  return `${money(Math.abs(likely))} ${currency} ${likely < 0 ? 'less' : 'more'} than the first`
}
