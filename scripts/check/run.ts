// `npm run check`: every static check in parallel, then a one-line summary; exit code 1 if one failed.
import { join } from 'node:path'
import { describe, runAllChecks } from './all-checks.ts'

const results = await runAllChecks(join(import.meta.dirname, '..', '..'), (result) => console.log(describe(result)))
const failed = results.filter(({ problems }) => problems.length > 0)

console.log(
  failed.length === 0
    ? `All ${results.length} checks passed`
    : `${failed.length} of ${results.length} checks failed: ${failed.map(({ name }) => name).join(', ')}`,
)
process.exitCode = failed.length === 0 ? 0 : 1
