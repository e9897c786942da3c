/** `npm run faults -- recovery [--only TEXT] [--write FILE]`: extraction tests of damaged backups; each must fail or be unknown, with the right reason, and leave nothing. */
import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { createBed } from '../test/sandbox/bed.ts'
import { type BootFault, QUICK_FAULTS, SLOW_FAULTS } from '../test/sandbox/boot-faults.ts'
import { aligned } from './table.ts'

const { values } = parseArgs({ options: { only: { type: 'string' }, write: { type: 'string' } } })
const faults = [...QUICK_FAULTS, ...SLOW_FAULTS].filter(({ what }) => what.includes(values.only ?? ''))
if (faults.length === 0) {
  console.error('--only names a part of a fault; no fault has it')
  process.exit(64)
}

const rows = ['| # | fault | verdict | reason | what it says | time | as it must be |', '| -: | --- | --- | --- | --- | --: | --- |']
console.log(rows.join('\n'))
const started = performance.now()
let wrong = 0
const bed = createBed()
try {
  for (const [n, fault] of faults.entries()) {
    const row = await rowOf(n + 1, fault)
    rows.push(row)
    console.log(row)
  }
} finally {
  bed.remove()
}
const summary = [
  `${faults.length} faults in ${Math.round((performance.now() - started) / 1000)} s, ${wrong} not as they must be. Each left no file, mount or process.`,
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}.`,
].join('\n')
console.log(`\n${summary}`)
if (values.write !== undefined) writeFileSync(values.write, document())
process.exitCode = wrong === 0 ? 0 : 1

async function rowOf(n: number, { what, backup, options, verdict, code, seen }: BootFault): Promise<string> {
  const from = performance.now()
  const result = await bed.prove(backup(bed), options)
  const right = result.verdict === verdict && result.reasons.some((one) => code.test(one.code)) && (result.screenshot !== null) === seen
  if (!right) wrong += 1
  const found = result.reasons.find((one) => code.test(one.code)) ?? result.reasons[0]
  const text = (found?.text ?? '').replaceAll(bed.folder, '').replaceAll(/[|<>]/g, ' ')
  const seconds = ((performance.now() - from) / 1000).toFixed(1)
  return `| ${n} | ${what} | ${result.verdict} | \`${found?.code ?? 'none'}\` | ${text} | ${seconds} s | ${right ? 'yes' : 'NO'} |`
}

function document(): string {
  return `# Faults of recovery

What \`npm run faults -- recovery --write docs/faults-recovery.md\` found when it was last run. Each row makes a test server, backs it up with restic, damages it before or after, and runs the extraction test of L4 on it. A test passes only when the server really came up and its services answered: none of these may.

${aligned(rows)}

${summary}
`
}
