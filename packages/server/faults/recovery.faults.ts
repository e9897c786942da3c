/** `npm run faults -- recovery [--only TEXT] [--write FILE]`: extraction tests of damaged backups; each must fail or be unknown, with the right reason, and leave nothing. */
import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import type { ProofResult } from '@mainstay/contract/recovery'
import { REPOSITORY_FAULTS, type RepositoryFault, testFault } from '../test/recovery/repository-faults.ts'
import { createBed } from '../test/sandbox/bed.ts'
import { type BootFault, QUICK_FAULTS, SLOW_FAULTS } from '../test/sandbox/boot-faults.ts'
import { aligned } from './table.ts'

const { values } = parseArgs({ options: { only: { type: 'string' }, write: { type: 'string' } } })
const chosen = ({ what }: { what: string }) => what.includes(values.only ?? '')
const bootFaults = [...QUICK_FAULTS, ...SLOW_FAULTS].filter(chosen)
const repositoryFaults = REPOSITORY_FAULTS.filter(chosen)
const count = bootFaults.length + repositoryFaults.length
if (count === 0) {
  console.error('--only names a part of a fault; no fault has it')
  process.exit(64)
}

const rows = ['| # | fault | verdict | reason | what it says | time | as it must be |', '| -: | --- | --- | --- | --- | --: | --- |']
console.log(rows.join('\n'))
const started = performance.now()
let wrong = 0
const bed = createBed()
try {
  for (const [n, fault] of repositoryFaults.entries()) tell(await rowOf(n + 1, fault, () => testFault(fault)))
  for (const [n, fault] of bootFaults.entries())
    tell(await rowOf(repositoryFaults.length + n + 1, fault, () => bed.prove(fault.backup(bed), fault.options)))
} finally {
  bed.remove()
}
const summary = [
  `${count} faults in ${Math.round((performance.now() - started) / 1000)} s, ${wrong} not as they must be. Each left no file, mount or process.`,
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}.`,
].join('\n')
console.log(`\n${summary}`)
if (values.write !== undefined) writeFileSync(values.write, document())
process.exitCode = wrong === 0 ? 0 : 1

function tell(row: string): void {
  rows.push(row)
  console.log(row)
}

async function rowOf(n: number, fault: BootFault | RepositoryFault, test: () => Promise<ProofResult>): Promise<string> {
  const from = performance.now()
  const { what, verdict, code } = fault
  const result = await test()
  const seen = 'seen' in fault && fault.seen
  const right = result.verdict === verdict && result.reasons.some((one) => code.test(one.code)) && (result.screenshot !== null) === seen
  if (!right) wrong += 1
  const found = result.reasons.find((one) => code.test(one.code)) ?? result.reasons[0]
  const text = (found?.text ?? '')
    .replaceAll(bed.folder, '')
    .replaceAll(/\/\S*repository-fault-\w+/g, '')
    .replaceAll(/[|<>]/g, ' ')
  const seconds = ((performance.now() - from) / 1000).toFixed(1)
  return `| ${n} | ${what} | ${result.verdict} | \`${found?.code ?? 'none'}\` | ${text} | ${seconds} s | ${right ? 'yes' : 'NO'} |`
}

function document(): string {
  return `# Faults of recovery

What \`npm run faults -- recovery --write docs/faults-recovery.md\` found when it was last run. The first rows are about the repository and the data in it (L1 or L2); the others make a test server, back it up with restic, damage it before or after, and run the extraction test of L4 on it, which passes only when the server really came up and its services answered. None of these may pass.

${aligned(rows)}

${summary}
`
}
