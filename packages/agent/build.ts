/** Builds `mainstay-agent` for this machine, or with --all for every platform whose Bun is installed, and writes the hashes. */
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

/** Platform as Node names it (musl and baseline added) and the npm package with Bun's own program for it. */
const TARGETS: Target[] = [
  { platform: 'linux-x64', bunPackage: '@oven/bun-linux-x64', program: 'bun' },
  { platform: 'linux-x64-baseline', bunPackage: '@oven/bun-linux-x64-baseline', program: 'bun' },
  { platform: 'linux-x64-musl', bunPackage: '@oven/bun-linux-x64-musl', program: 'bun' },
  { platform: 'linux-arm64', bunPackage: '@oven/bun-linux-aarch64', program: 'bun' },
  { platform: 'linux-arm64-musl', bunPackage: '@oven/bun-linux-aarch64-musl', program: 'bun' },
  { platform: 'darwin-x64', bunPackage: '@oven/bun-darwin-x64', program: 'bun' },
  { platform: 'darwin-arm64', bunPackage: '@oven/bun-darwin-aarch64', program: 'bun' },
  { platform: 'windows-x64', bunPackage: '@oven/bun-windows-x64', program: 'bun.exe' },
]

const host = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
const all = process.argv.includes('--all')
const wanted = TARGETS.filter((target) => (all ? bunOf(target) !== null : target.platform === host))
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
  try {
    const path = join(dirname(require.resolve(`${bunPackage}/package.json`)), 'bin', program)
    return existsSync(path) ? path : null
  } catch {
    return null
  }
}

function runs(path: string): boolean {
  return spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0
}

function version(): unknown {
  const manifest: unknown = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null
}
