/** Compiles the agent into one executable with Bun: for this machine, or with `--all` for every platform whose Bun npm brought. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const here = import.meta.dirname
const require = createRequire(import.meta.url)

/** `--compile` fetches the runtime of another platform, which works only where Bun's own host can be reached; npm's copies are given by path. */
const TARGETS = ['linux-x64', 'linux-arm64', 'linux-x64-musl', 'linux-arm64-musl', 'windows-x64', 'darwin-x64', 'darwin-arm64'] as const
type Target = (typeof TARGETS)[number]

const FLAGS = [
  '--minify',
  '--bytecode',
  '--format=cjs',
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
  '--compile-exec-argv=--smol',
]

function bunOf(target: Target): string | null {
  const name = `@oven/bun-${target.replace('arm64', 'aarch64')}`
  try {
    const file = join(dirname(require.resolve(`${name}/package.json`)), 'bin', target.startsWith('windows') ? 'bun.exe' : 'bun')
    return existsSync(file) ? file : null
  } catch {
    return null
  }
}

function build(target: Target, host: string, runtime: string): string {
  const folder = join(here, 'dist', target)
  mkdirSync(folder, { recursive: true })
  const outfile = join(folder, target.startsWith('windows') ? 'mainstay-agent.exe' : 'mainstay-agent')
  const args = ['build', '--compile', ...FLAGS, `--compile-executable-path=${runtime}`, join(here, 'src/main.ts'), '--outfile', outfile]
  const { status, stderr } = spawnSync(host, args, { encoding: 'utf8', cwd: here })
  if (status !== 0) throw new Error(`the agent for ${target} was not built: ${stderr.trim().split('\n').slice(-3).join(' ')}`)
  return outfile
}

const host = `${process.platform}-${process.arch}` as Target
const hostBun = bunOf(host)
if (hostBun === null) {
  process.stderr.write(`Bun for ${host} is not installed; the agent runs from its sources.\n`)
  process.exit(0)
}
const wanted = process.argv.includes('--all') ? TARGETS : [host]
const manifest: Record<string, { sha256: string; bytes: number }> = {}
for (const target of wanted) {
  const runtime = bunOf(target)
  if (runtime === null) {
    process.stderr.write(`${target}: no Bun from npm (@oven/bun-${target}), left out\n`)
    continue
  }
  const bytes = readFileSync(build(target, hostBun, runtime))
  manifest[target] = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }
  process.stderr.write(`${target}: ${(bytes.length / 1e6).toFixed(0)} MB\n`)
}
writeFileSync(join(here, 'dist/manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
