// `npm run faults -- NAME [its options]`: runs a package's long fault runs, which are too long for `npm test`; each has a short form there.
import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { basename, join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const known = new Map(globSync('packages/*/faults/*.faults.ts', { cwd: root }).map((file) => [basename(file, '.faults.ts'), file]))
const [name = '', ...args] = process.argv.slice(2)
const file = known.get(name)

if (file === undefined) {
  console.error(`npm run faults: name one of ${[...known.keys()].sort().join(', ')}`)
  process.exit(64)
}
const child = spawn(process.execPath, [join(root, file), ...args], { cwd: root, stdio: 'inherit' })
// The run itself ends what it started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
process.exitCode = await new Promise<number>((done, fail) => child.once('error', fail).once('close', (code) => done(code ?? 1)))
