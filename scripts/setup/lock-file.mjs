// Compares package-lock.json with npm's own record of what lies in node_modules.

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean, integrity?: string }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} LockFile
 */

/**
 * True when every package of the lock is installed in its version and nothing else is. Optional ones may be absent: they are
 * those of other platforms. A developer who ran `npm install` is so spared a second installation.
 * @param {LockFile | null} lock package-lock.json
 * @param {LockFile | null} installed node_modules/.package-lock.json, which npm writes last
 */
export function installedMatchesLock(lock, installed) {
  const wanted = lock?.packages
  const present = installed?.packages
  if (wanted === undefined || present === undefined) return false
  const names = Object.keys(wanted).filter((name) => name !== '')
  return (
    names.every((name) => (name in present ? sameVersion(wanted[name], present[name]) : isOptional(wanted[name]))) &&
    Object.keys(present).every((name) => name in wanted)
  )
}

/** @param {LockedPackage | undefined} a @param {LockedPackage | undefined} b */
function sameVersion(a, b) {
  return a?.version === b?.version && a?.integrity === b?.integrity && a?.link === b?.link
}

/** @param {LockedPackage | undefined} entry */
function isOptional(entry) {
  return entry?.optional === true || entry?.devOptional === true || entry?.peer === true
}
