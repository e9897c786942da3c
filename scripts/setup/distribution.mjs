// Installs the distribution's packages that are missing: as root by itself, else by telling the one line to run.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { distributionPackages, missingPackages, parseInstalled, parseOsRelease, reaches } from './distribution-packages.mjs'
import { explainAptFailure } from './failures.mjs'
import { installLine } from './install-line.mjs'
import { withSetupLock } from './lock.mjs'
import { addNextSuite, removeNextSuite, removeOutgrownNextSuite, updateOnlyNextSuite } from './next-suite.mjs'
import { cacheDir } from './paths.mjs'
import { say } from './progress.mjs'
import { run } from './run.mjs'
import { SetupError } from './setup-error.mjs'
import { hashOf, readStamp, writeStamp } from './stamp.mjs'

/**
 * @typedef {import('./distribution-packages.mjs').DistributionPackage} DistributionPackage
 * @typedef {import('./distribution-packages.mjs').System} System
 */

// The packages are the machine's, so two checkouts must not install at the same time.
const machineLockFolder = '/run/lock/mainstay-setup'

/**
 * @param {Pick<import('./tasks.mjs').Needs, 'packages' | 'tellAgain' | 'strict'>} needs
 * @param {string | null} [stampFolder] null remembers nothing
 */
export async function ensureDistributionPackages(needs, stampFolder = cacheDir) {
  const system = parseOsRelease(existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '')
  const wanted = distributionPackages(needs.packages, system)
  const stampFile = stampFolder === null ? null : join(stampFolder, `packages-${needs.packages.join('-')}`)
  const seen = stampFile === null ? null : readStamp(stampFile)
  const before = stateHash(wanted, system)
  if (seen === `complete ${before}` || (seen === `told ${before}` && !needs.tellAgain)) return
  const missing = await findMissing(wanted, system)
  if (missing.length > 0 && process.getuid?.() === 0 && system.debianLike) {
    await withSetupLock(() => install(missing, system, needs.strict), machineLockFolder)
  } else if (missing.length > 0 && !needs.strict) say(`Some packages are missing; ${installLine(missing, system, needs.packages)}`)
  const left = missing.length === 0 ? [] : await findMissing(wanted, system)
  if (stampFile !== null) remember(stampFile, `${left.length === 0 ? 'complete' : 'told'} ${stateHash(wanted, system)}`)
  if (left.length > 0 && needs.strict) {
    throw new SetupError(`missing from this machine: ${left.map((one) => one.name).join(', ')}`, installLine(left, system, needs.packages))
  }
}

/** @param {DistributionPackage[]} wanted @param {System} system */
async function findMissing(wanted, system) {
  if (!system.debianLike) return wanted.filter(({ program }) => !isOnPath(program))
  const query = await run('dpkg-query', ['-W', '-f', '${db:Status-Abbrev}${Package} ${Version}\\n', ...wanted.map(({ name }) => name)])
  const missing = missingPackages(wanted, parseInstalled(query.stdout))
  // A program that somebody put there by hand is as good as the distribution's.
  const byHand = await Promise.all(
    missing.map(async ({ program, minimum }) => minimum !== undefined && (await versionReaches(program, minimum))),
  )
  return missing.filter((_, index) => !byHand[index])
}

/** @param {string} program @param {string} minimum */
async function versionReaches(program, minimum) {
  const { code, stdout } = await run(program, ['version'])
  const version = stdout.match(/\d+(?:\.\d+)+/)?.[0]
  return code === 0 && version !== undefined && reaches(version, minimum)
}

/** @param {DistributionPackage[]} missing @param {System} system @param {boolean} strict */
async function install(missing, system, strict) {
  for (const { name, why, minimum } of missing) say(`Installing ${name}${minimum === undefined ? '' : ` >= ${minimum}`}: ${why}`)
  removeOutgrownNextSuite(system.codename)
  if (missing.some(({ name }) => name.startsWith('postgresql'))) keepPostgresqlIdle()
  const update = await apt(['update'])
  if (update.code !== 0)
    say(
      explainAptFailure(
        update,
        missing.map(({ name }) => name),
      ).message,
    )
  const plain = []
  for (const one of missing) {
    if (one.minimum === undefined || (await candidateReaches(one.name, one.minimum))) plain.push(one.name)
    else await installFromNextSuite(one, system)
  }
  const result = plain.length === 0 ? null : await apt(['install', ...plain])
  if (result === null || result.code === 0) return say('The distribution packages are installed')
  const failure = explainAptFailure(result, plain)
  if (strict) throw failure
  say(`${failure.message} Going on without.`)
}

/** @param {DistributionPackage} wanted @param {System} system */
async function installFromNextSuite({ name, minimum }, system) {
  const suite = addNextSuite(system.codename, name)
  if (suite !== null) {
    const update = await apt(['update', ...updateOnlyNextSuite])
    const result = update.code === 0 ? await apt(['install', name]) : update
    if (result.code === 0) return
    // Pinned away the source would do no harm, but nothing is left behind that did not serve.
    removeNextSuite()
    say(explainAptFailure(result, [name]).message)
  }
  say(`This machine's archive has no ${name} >= ${minimum}; taking the ${name} that it has`)
  await apt(['install', name])
}

/** @param {string} name @param {string} minimum */
async function candidateReaches(name, minimum) {
  const { stdout } = await run('apt-cache', ['policy', name], { env: { ...process.env, LC_ALL: 'C' } })
  const candidate = stdout.match(/^\s*Candidate: (\S+)/m)?.[1]
  return candidate !== undefined && candidate !== '(none)' && reaches(candidate, minimum)
}

/** @param {string[]} args */
function apt(args) {
  const [command = '', ...rest] = args
  return run('apt-get', [command, '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Dpkg::Use-Pty=0', ...rest], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
  })
}

/** The server package would else start a cluster of its own on port 5432; who has one already keeps it. */
function keepPostgresqlIdle() {
  const folder = '/etc/postgresql-common/createcluster.d'
  if (existsSync('/etc/postgresql-common')) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'mainstay.conf'),
    '# Written by the set-up of Mainstay: its tests start the server themselves.\ncreate_main_cluster = false\n',
  )
}

/** Any installation or removal on the machine changes the time of dpkg's status file. @param {DistributionPackage[]} wanted @param {System} system */
function stateHash(wanted, system) {
  const status = statSync('/var/lib/dpkg/status', { throwIfNoEntry: false })
  return hashOf([JSON.stringify(wanted), system.codename, String(status?.mtimeMs), String(status?.size), String(process.getuid?.())])
}

/** In a checkout that belongs to somebody else it is only looked up anew each time. @param {string} file @param {string} text */
function remember(file, text) {
  try {
    writeStamp(file, text)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EROFS'))) throw error
  }
}

/** @param {string} program */
function isOnPath(program) {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)))
}
