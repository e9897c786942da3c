// The set-up: npm packages, distribution packages, the system user, the two builds; each only as far as it is missing.
import { freshBuilds } from './builds.mjs'
import { ensureDistributionPackages } from './distribution.mjs'
import { withSetupLock } from './lock.mjs'
import { ensureNpmPackages, npmPackagesAreCurrent } from './npm.mjs'
import { ensureSystemUser } from './system-user.mjs'

/**
 * Takes well under a second when there is nothing to do, and then writes nothing.
 * @param {import('./tasks.mjs').Needs} needs
 */
export async function setUp(needs) {
  if (!npmPackagesAreCurrent()) await withSetupLock(ensureNpmPackages)
  if (needs.packages.length > 0) {
    await ensureDistributionPackages(needs)
    ensureSystemUser()
  }
  for (const build of freshBuilds(needs.builds)) await withSetupLock(build)
}
