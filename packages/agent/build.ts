/** Builds `mainstay-agent` for this machine, or with --all for every platform, and writes the hashes. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

type Target = { platform: string; bunPackage: string; program: string }

const here = dirname(fileURLToPath(import.meta.url))
const dist = join(here, 'dist')
const require = createRequire(import.meta.url)
/** Where npm puts the Bun of other machines, which it leaves out of an ordinary installation. */
const others = join(dist, 'bun')

/** The baseline package holds the very same program as linux-x64 (1.4.5, by its hash), so it is no target. Platform as Node names it (musl added) and the npm package with Bun's own program for it. */
const TARGETS: Target[] = [
  { platform: 'linux-x64', bunPackage: '@oven/bun-linux-x64', program: 'bun' },
  { platform: 'linux-x64-musl', bunPackage: '@oven/bun-linux-x64-musl', program: 'bun' },
  { platform: 'linux-arm64', bunPackage: '@oven/bun-linux-aarch64', program: 'bun' },
  { platform: 'linux-arm64-musl', bunPackage: '@oven/bun-linux-aarch64-musl', program: 'bun' },
  { platform: 'darwin-x64', bunPackage: '@oven/bun-darwin-x64', program: 'bun' },
  { platform: 'darwin-arm64', bunPackage: '@oven/bun-darwin-aarch64', program: 'bun' },
  { platform: 'windows-x64', bunPackage: '@oven/bun-windows-x64', program: 'bun.exe' },
]

const host = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
const all = process.argv.includes('--all')
if (all) fetchMissing()
const wanted = TARGETS.filter((target) => all || target.platform === host)
const compiler = TARGETS.filter(({ platform }) => platform.startsWith(host))
  .map(bunOf)
  .find((path) => path !== null && runs(path))
if (compiler == null || wanted.length === 0) {
  process.stderr.write(`There is no Bun for ${host} in node_modules. Run "npm install" with optional dependencies.\n`)
  process.exit(1)
}
const manifest = wanted.map((target) => build(compiler, target))
writeFileSync(join(dist, 'manifest.json'), `${JSON.stringify({ version: version(), programs: manifest }, null, 2)}\n`)
for (const { platform, sha256, bytes } of manifest) process.stdout.write(`${platform} ${sha256} ${Math.round(bytes / 1e6)} MB\n`)

/** Without the network: the runtime that is put into the program is the one of the npm package, given by its path. */
function build(bun: string, target: Target): { platform: string; file: string; sha256: string; bytes: number } {
  const folder = join(dist, target.platform)
  mkdirSync(folder, { recursive: true })
  const name = target.platform.startsWith('windows') ? 'mainstay-agent.exe' : 'mainstay-agent'
  const outfile = join(folder, name)
  const { status } = spawnSync(
    bun,
    [
      'build',
      join(here, 'src', 'main.ts'),
      '--compile',
      '--format=esm',
      '--minify',
      '--bytecode',
      '--no-compile-autoload-dotenv',
      '--no-compile-autoload-bunfig',
      '--compile-exec-argv=--smol',
      `--compile-executable-path=${bunOf(target) ?? bun}`,
      ...(target.platform === host ? [] : [`--target=bun-${target.platform}`]),
      `--outfile=${outfile}`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  if (status !== 0) throw new Error(`bun build for ${target.platform} ended with ${status}`)
  const program = readFileSync(outfile)
  const sha256 = createHash('sha256').update(program).digest('hex')
  return { platform: target.platform, file: join(target.platform, name), sha256, bytes: program.length }
}

function bunOf({ bunPackage, program }: Target): string | null {
  for (const from of [require, createRequire(join(others, 'package.json'))]) {
    try {
      const path = join(dirname(from.resolve(`${bunPackage}/package.json`)), 'bin', program)
      if (existsSync(path)) return path
    } catch {
      // Not there: the next place.
    }
  }
  return null
}

/** Of the very version of this machine's; npm checks each by the registry's integrity, and runs nothing of it. */
function fetchMissing(): void {
  const missing = TARGETS.filter((target) => bunOf(target) === null).map(({ bunPackage }) => `${bunPackage}@${bunVersion()}`)
  if (missing.length === 0) return
  mkdirSync(others, { recursive: true })
  writeFileSync(join(others, 'package.json'), '{ "private": true }\n')
  // `--force`: npm refuses packages for other systems otherwise.
  const args = ['install', '--no-save', '--force', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...missing]
  const { status } = spawnSync('npm', args, { cwd: others, stdio: ['ignore', 'ignore', 'inherit'] })
  if (status === 0) return
  process.stderr.write(`npm did not bring ${missing.join(', ')}. Is the registry reachable?\n`)
  process.exit(1)
}

function bunVersion(): string {
  const root: unknown = JSON.parse(readFileSync(join(here, '../../package.json'), 'utf8'))
  const optional = typeof root === 'object' && root !== null && 'optionalDependencies' in root ? root.optionalDependencies : null
  const versions = Object.entries(optional ?? {}).filter(([name]) => name.startsWith('@oven/bun-'))
  return String(versions[0]?.[1])
}

function runs(path: string): boolean {
  return spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0
}

function version(): unknown {
  const manifest: unknown = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null
}
