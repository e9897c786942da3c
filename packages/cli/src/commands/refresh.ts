/** `mainstay refresh plan`: replacements spread over quarters under a cap (exit 2: not possible under it). */
import { QuarterSchema, type RefreshPlan } from '@mainstay/contract/lifecycle'
import { quarterOf, refreshPlan } from '@mainstay/server/refresh-plan'
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { show, usage } from '../outcome.ts'
import { readRefreshAssets } from '../refresh-assets.ts'

type Options = { assets: string; cap: string; quarters: string; from: string; prove?: boolean; seconds: string; json?: boolean }

const EXIT_NOT_POSSIBLE = 2

export function registerRefresh(program: Command, io: Io): void {
  program
    .command('refresh')
    .description('what is replaced when')
    .command('plan')
    .description('spread replacements over quarters under a cap (exit 2: not possible under it)')
    .requiredOption('--assets <file>', 'CSV with the columns id,kind,cost,earliest,deadline,risk,pin,bundle')
    .requiredOption('--cap <n>', 'most to spend in a quarter, whole units')
    .requiredOption('--quarters <n>', 'how many quarters the plan has')
    .requiredOption('--from <quarter>', 'the first, as 2027-Q1')
    .option('--prove', 'find the optimum, or say a bound, with an exact solver')
    .option('--seconds <n>', 'time limit of the exact solver', '60')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: Options) => {
      const from = QuarterSchema.safeParse(options.from)
      if (!from.success) throw usage(`--from is a quarter as 2027-Q1, not ${options.from}`)
      const plan = await refreshPlan({
        assets: await readRefreshAssets(options.assets),
        horizon: { from: quarterOf(from.data), quarters: wholeNumber('--quarters', options.quarters, 1, 80) },
        cap: wholeNumber('--cap', options.cap, 0, 1e15),
        prove: options.prove === true,
        seconds: wholeNumber('--seconds', options.seconds, 1, 3600),
      })
      show(io, options.json, { json: plan, text: describe(plan) })
      if (!plan.feasible) process.exitCode = EXIT_NOT_POSSIBLE
    })
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) throw usage(`${name} is a whole number from ${least} to ${most}, not ${text}`)
  return value
}

function describe(plan: RefreshPlan): string {
  if (!plan.feasible) return plan.why
  const width = Math.max(...plan.quarters.map(({ spend }) => String(spend).length))
  const proof = plan.bound === null ? '' : plan.bound === plan.objective ? ', and no plan is cheaper' : `; no plan is below ${plan.bound}`
  return [
    ...plan.quarters.map(({ quarter, spend, assets }) => `${quarter}  ${String(spend).padStart(width)}  ${assets.join(', ')}`),
    `Delay costs ${plan.objective}${proof}.`,
  ].join('\n')
}
