// Says what a person without root's rights can run to have the missing packages installed: always one line.
import { join } from 'node:path'
import { root } from './paths.mjs'

/**
 * @param {import('./distribution-packages.mjs').DistributionPackage[]} missing
 * @param {import('./distribution-packages.mjs').System} system
 * @param {string[]} sets of packages that were asked for
 */
export function installLine(missing, system, sets) {
  const names = missing.map(({ name, minimum }) => (minimum === undefined ? name : `${name} (>= ${minimum})`)).join(', ')
  if (!system.debianLike) return `install with this machine's package manager: ${names}`
  // The newer package needs an apt source and a pin beside it, which one apt-get line cannot add.
  if (missing.some(({ minimum }) => minimum !== undefined) && system.codename === 'bookworm') {
    return `to have ${names} installed, run: sudo ${process.execPath} ${join(root, 'scripts', 'setup', 'as-root.mjs')} ${sets.join(' ')}`
  }
  return `to have ${names} installed, run: sudo apt-get install -y --no-install-recommends ${missing.map(({ name }) => name).join(' ')}`
}
