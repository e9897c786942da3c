// Does the part of the set-up that needs root and nothing else, for a checkout that belongs to an ordinary user.
import { ensureDistributionPackages } from './distribution.mjs'
import { SetupError } from './setup-error.mjs'
import { ensureSystemUser } from './system-user.mjs'

try {
  /** @type {Array<'run' | 'test'>} */
  const packages = process.argv.includes('test') ? ['run', 'test'] : ['run']
  // No stamp: root must leave no files of its own in the checkout.
  await ensureDistributionPackages({ packages, tellAgain: true, strict: true }, null)
  ensureSystemUser()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`mainstay: ${error.message}`)
  process.exitCode = 1
}
