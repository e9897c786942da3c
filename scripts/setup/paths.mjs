// Where things lie in the checkout, and which of the npm packages for each platform are this machine's.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SetupError } from './setup-error.mjs'

export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)))

/** Stamps, locks and other files that may be deleted at any time. */
export const cacheDir = join(root, '.cache', 'setup')

/** What Node made of our sources; whoever cannot write there reads it, or does without. */
export const compileCache = join(root, '.cache', 'compile')

/** The Node that the product runs on, whatever the machine's own is. */
export function bundledNode() {
  return join(root, 'node_modules', `node-linux-${architecture()}`, 'bin', 'node')
}

/** Bun, which compiles the agent: its ordinary build needs AVX2. */
export function bundledBun() {
  if (architecture() === 'arm64') return join(root, 'node_modules', '@oven', 'bun-linux-aarch64', 'bin', 'bun')
  const flavour = readFileSync('/proc/cpuinfo', 'utf8').includes(' avx2 ') ? 'bun-linux-x64' : 'bun-linux-x64-baseline'
  return join(root, 'node_modules', '@oven', flavour, 'bin', 'bun')
}

function architecture() {
  if (process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64')) return process.arch
  throw new SetupError(
    `the server does not run on ${process.platform} ${process.arch}`,
    'use a Linux machine with an x86-64 or ARM64 processor',
  )
}
