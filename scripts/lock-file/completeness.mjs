// Finds the optional packages that a lock file does not hold and makes their entries, so that `npm ci` accepts the file.
//
// npm leaves a platform's package out of the lock file when the registry in use does not have it, and `npm ci` then refuses that
// file wherever it is run. Such packages are never installed on the platforms that we support; what counts is that they are named.
// Runs on the machine's own Node: without a complete lock file there is no other.

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [optionalDependencies]
 *
 * @typedef {{ packages: Record<string, LockedPackage> }} LockFile
 * @typedef {{ name: string, version: string, wantedBy: string }} Absent
 */

/**
 * The optional dependencies of all packages that have no entry, each once.
 * @param {LockFile} lock
 * @returns {Absent[]}
 */
export function absentOptionals(lock) {
  /** @type {Map<string, Absent>} */
  const found = new Map()
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!isLocked(lock, path, name)) found.set(`${name}@${version}`, { name, version, wantedBy: path })
    }
  }
  return [...found.values()]
}

/**
 * The same lock file with an entry for each absent one; packages stay in npm's order, by path.
 * @param {LockFile} lock
 * @returns {LockFile}
 */
export function completeLock(lock) {
  /** @type {LockFile['packages']} */
  const added = Object.fromEntries(
    absentOptionals(lock).map(({ name, version, wantedBy }) => [`node_modules/${name}`, entryOf(name, version, lock.packages[wantedBy])]),
  )
  const packages = Object.entries({ ...lock.packages, ...added }).sort(([a], [b]) => a.localeCompare(b, 'en'))
  return { ...lock, packages: Object.fromEntries(packages) }
}

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'wasi', 'win32']
const processors = ['x64', 'ia32', 'arm64', 'aarch64', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64', 'wasm32']

/**
 * The platform is read from the name, as in `binding-linux-arm64-musl`: the package, which says it, is what the registry lacks.
 * The fields stand in the order in which npm writes them.
 * @param {string} name
 * @param {string} version
 * @param {LockedPackage | undefined} wantedBy
 * @returns {LockedPackage}
 */
function entryOf(name, version, wantedBy) {
  const words = name.slice(name.indexOf('/') + 1).split('-')
  const os = words.filter((word) => systems.includes(word))
  const cpu = words.filter((word) => processors.includes(word)).map((word) => (word === 'aarch64' ? 'arm64' : word))
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') && os.includes('linux') ? ['glibc'] : []
  return {
    version,
    ...(cpu.length > 0 && { cpu }),
    ...(wantedBy?.dev === true && { dev: true }),
    ...(libc.length > 0 && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  }
}

/**
 * Looks where Node would: in the package's own node_modules, then outwards.
 * @param {LockFile} lock
 * @param {string} path
 * @param {string} name
 */
function isLocked(lock, path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in lock.packages) return true
    if (folder === '') return false
  }
}
