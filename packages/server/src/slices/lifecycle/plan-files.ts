/** A plan as files: a spreadsheet to work on, a PDF to sit down with. */
import { currencyDigits } from '@mainstay/kernel'
import type { ApprovedPlan, ClientPlan } from '@mainstay/contract/lifecycle'
import writeXlsxFile, { type SheetData } from 'write-excel-file/node'
import type { Block, Paper } from '../../platform/pdf/index.ts'
import { amount } from './domain/plan/amount.ts'

/** Two sheets: what is planned, and what is not, with the reason. Amounts are numbers. */
export async function planSheet(plan: ClientPlan): Promise<Buffer> {
  const digits = currencyDigits(plan.currency)
  const head = (value: string) => ({ value, fontWeight: 'bold' as const })
  const figure = (minor: number) => ({ value: minor / 10 ** digits, type: Number, format: digits === 0 ? '#,##0' : '#,##0.00' })
  const text = (value: string) => ({ value, type: String })
  const planned: SheetData = [
    [head('Quarter'), head('Thing'), head('Kind'), head(`Price (${plan.currency})`), head('By at latest'), head('Why')],
    ...(plan.quarters ?? []).flatMap(({ quarter, assets }) =>
      assets.map((one) => [text(quarter), text(one.name), text(one.kind), figure(one.minor), text(one.deadline ?? ''), text(one.why)]),
    ),
    [head('Total'), null, null, figure(plan.totalMinor), null, null],
  ]
  const left: SheetData = [[head('Thing'), head('Why it is not planned')], ...plan.left.map(({ name, why }) => [text(name), text(why)])]
  const widths = (...all: number[]) => all.map((width) => ({ width }))
  return writeXlsxFile([
    { sheet: 'Plan', data: planned, columns: widths(10, 32, 16, 16, 14, 70), stickyRowsCount: 1 },
    { sheet: 'Not planned', data: left, columns: widths(32, 90), stickyRowsCount: 1 },
  ]).toBuffer()
}

export function planPaper(
  plan: ClientPlan,
  o: { approved: ApprovedPlan | null; providerName: string; now: Date; size: Paper['size'] },
): Paper {
  const { approved, providerName, now, size } = o
  return {
    title: titleOf(plan),
    over: `${plan.clientName} · plan and budget ${plan.from} to ${plan.to}`,
    footer:
      approved === null
        ? 'Not approved yet.'
        : `Approved by ${approved.by} on ${approved.at.slice(0, 10)}. SHA-256 ${approved.sha256.slice(0, 32)}.`,
    author: providerName,
    date: (approved === null ? now : new Date(approved.at)).toISOString(),
    size,
    blocks: [
      ...quarterBlocks(plan),
      ...leftBlocks(plan),
      { kind: 'heading', level: 1, text: 'What it rests on' },
      { kind: 'list', items: plan.assumptions },
    ],
  }
}

function titleOf({ quarters, totalMinor, currency, impossible }: ClientPlan): string {
  if (quarters === null) return impossible?.why ?? 'There is no plan'
  if (totalMinor === 0) return 'Nothing is due to be replaced'
  const most = Math.max(...quarters.map(({ spendMinor }) => spendMinor))
  return `${amount(totalMinor, currency)} over ${quarters.length / 4} years, never more than ${amount(most, currency)} in a quarter`
}

function quarterBlocks({ quarters, currency, capMinor, totalMinor }: ClientPlan): Block[] {
  if (quarters === null || totalMinor === 0) return []
  const most = Math.max(...quarters.map(({ spendMinor }) => spendMinor))
  // A cap far above everything would only make the bars short.
  const limit = capMinor <= most * 3 ? { value: capMinor, says: `The line is the most for a quarter: ${amount(capMinor, currency)}` } : null
  return [
    {
      kind: 'bars',
      limit,
      bars: quarters.map(({ quarter, spendMinor }) => ({
        label: quarter,
        value: spendMinor,
        says: spendMinor === 0 ? '–' : amount(spendMinor, currency),
      })),
    },
    { kind: 'heading', level: 1, text: 'What is replaced, and when' },
    {
      kind: 'table',
      columns: [
        { title: 'Quarter', width: 11 },
        { title: 'Thing', width: 28 },
        { title: 'Why', width: 44 },
        { title: 'Price', width: 17, right: true },
      ],
      rows: quarters.flatMap(({ quarter, assets }) => assets.map((one) => [quarter, one.name, one.why, amount(one.minor, currency)])),
    },
  ]
}

function leftBlocks({ left }: ClientPlan): Block[] {
  if (left.length === 0) return []
  return [
    { kind: 'heading', level: 1, text: 'What is not in the plan' },
    { kind: 'facts', rows: left.map(({ name, why }): [string, string] => [name, why]) },
  ]
}
