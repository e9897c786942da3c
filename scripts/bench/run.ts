// `npm run bench [-- NAME…]`: runs the packages' benchmarks one after the other and prints their figures as a table.
import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type BenchResult, parseResult, table } from './result.ts'

const root = join(import.meta.dirname, '..', '..')
const names = process.argv.slice(2)
const files = globSync('packages/*/bench/*.bench.ts', { cwd: root })
  .filter((file) => names.length === 0 || names.some((name) => file.includes(name)))
  .sort()

if (files.length === 0) {
  console.error(names.length === 0 ? 'npm run bench: there is no benchmark' : `npm run bench: no benchmark is named ${names.join(' or ')}`)
  process.exit(64)
}

const results: BenchResult[] = []
for (const file of files) {
  console.error(`Running ${file}`)
  const code = await measure(file)
  if (code === 0) continue
  console.error(`npm run bench: ${file} failed`)
  process.exitCode = 1
}
console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}\n`,
)
console.log(table(results))

/** Results are gathered; whatever else the benchmark prints is passed on to stderr. */
async function measure(file: string): Promise<number | null> {
  const child = spawn(process.execPath, [join(root, file)], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  createInterface({ input: child.stdout }).on('line', (line) => {
    const result = parseResult(line)
    if (result === null) console.error(line)
    else results.push(result)
  })
  return new Promise((done, fail) => child.once('error', fail).once('close', done))
}
