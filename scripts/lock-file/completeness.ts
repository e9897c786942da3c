// Finds the optional packages that a lock file does not hold and makes their entries, so that `npm ci` accepts the file.
//
// npm leaves a platform's package out of the lock file when the registry in use does not have it, and `npm ci` then refuses that
// file wherever it is run. Such packages are never installed on the platforms that we support; what counts is that they are named.

export interface LockedPackage {
  version?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  integrity?: string
  optionalDependencies?: Record<string, string>
}

export interface LockFile {
  packages: Record<string, LockedPackage>
}

export interface Absent {
  name: string
  version: string
  wantedBy: string
}

/** The optional dependencies of all packages that have no entry, each once. */
export function absentOptionals(lock: LockFile): Absent[] {
  const found = new Map<string, Absent>()
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!isLocked(lock, path, name)) found.set(`${name}@${version}`, { name, version, wantedBy: path })
    }
  }
  return [...found.values()]
}

/** The same lock file with an entry for each absent one; packages stay in npm's order, by path. */
export function completeLock(lock: LockFile): LockFile {
  const added = absentOptionals(lock).map(({ name, version, wantedBy }) => {
    const dev = lock.packages[wantedBy]?.dev === true ? { dev: true } : {}
    const { cpu, libc, os } = platformOf(name)
    // In the order in which npm itself writes the fields.
    return [`node_modules/${name}`, { version, ...cpu, ...dev, ...libc, optional: true, ...os }] as const
  })
  const packages = [...Object.entries(lock.packages), ...added].sort(([a], [b]) => a.localeCompare(b, 'en'))
  return { ...lock, packages: Object.fromEntries(packages) }
}

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'wasi', 'win32']
const processors = ['x64', 'ia32', 'arm64', 'aarch64', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64', 'wasm32']

/** Read from the name, as in `binding-linux-arm64-musl`: the package itself, which says it, is what the registry lacks. */
function platformOf(name: string) {
  const words = (name.split('/').at(-1) ?? name).split('-')
  const os = words.filter((word) => systems.includes(word))
  const cpu = words.filter((word) => processors.includes(word)).map((word) => (word === 'aarch64' ? 'arm64' : word))
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') && os.includes('linux') ? ['glibc'] : []
  return { cpu: cpu.length > 0 && { cpu }, libc: libc.length > 0 && { libc }, os: os.length > 0 && { os } }
}

/** Looks where Node would: in the package's own node_modules, then outwards. */
function isLocked(lock: LockFile, path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in lock.packages) return true
    if (folder === '') return false
  }
}
