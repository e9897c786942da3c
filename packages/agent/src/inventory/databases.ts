/** Databases that run on this Linux machine, from its processes: where their data lies and how their own tools reach them. */
import type { WorthProtecting } from '@mainstay/contract/agent'
import type { LinuxSource } from '../collectors/collector.ts'

type Found = WorthProtecting['databases'][number]

export type ProcessSource = LinuxSource & {
  /** Where a symbolic link of /proc leads; null where it may not be read. */
  link(path: string): string | null
  /** The first bytes of a file as text; null where they may not be read. */
  head(path: string): string | null
}

const MOST = 64
const SQLITE = /\.(db|db3|sqlite|sqlite3)$/
/** Where servers keep data; what lies elsewhere is a person's own, such as a browser's. */
const SERVED = /^\/(srv|var|opt|data|home|mnt)\//
const CACHE = /\/\.?(cache|mozilla|config)\//i

export function runningDatabases(source: ProcessSource): Found[] {
  const own = source.link('/proc/self/ns/mnt')
  const found = new Map<string, Found>()
  for (const pid of source.list('/proc').filter((name) => /^\d+$/.test(name))) {
    const inContainer = own !== null && (source.link(`/proc/${pid}/ns/mnt`) ?? own) !== own && isContained(source, pid)
    const words = (source.read(`/proc/${pid}/cmdline`) ?? '').split('\0')
    const program = words[0]?.split('/').at(-1) ?? ''
    const one = databaseOf(program, words, source, inContainer)
    if (one !== null) found.set(`${one.engine} ${one.path ?? ''} ${one.port ?? ''} ${one.inContainer}`, one)
    if (!inContainer) for (const path of sqliteFiles(source, pid)) found.set(`sqlite ${path}`, sqlite(path))
  }
  return [...found.values()].slice(0, MOST)
}

/** systemd gives services mount views of their own too: a container is what a container engine's control group says. */
function isContained(source: ProcessSource, pid: string): boolean {
  return /docker|containerd|libpod|kubepods|lxc|machine\.slice/.test(source.read(`/proc/${pid}/cgroup`) ?? '')
}

function databaseOf(program: string, words: readonly string[], source: ProcessSource, inContainer: boolean): Found | null {
  if (program === 'postgres' || program === 'postmaster') return postgresql(words, source, inContainer)
  if (program === 'mariadbd' || program === 'mysqld') return mysql(words, inContainer)
  return null
}

/** Only the first process has its folder among its words; its notes in there say port and socket (storage-file-layout in the manual). */
function postgresql(words: readonly string[], source: ProcessSource, inContainer: boolean): Found | null {
  const at = words.indexOf('-D')
  const path = (at > 0 ? words[at + 1] : words.find((word) => word.startsWith('--data'))?.split('=')[1]) ?? null
  if (path === null) return null
  if (inContainer) return { engine: 'postgresql', port: null, path: path.slice(0, 512), inContainer, dump: null }
  const notes = (source.read(`${path}/postmaster.pid`) ?? '').split('\n')
  const port = Number(notes[3]) || null
  const socketFolder = notes[4]?.trim() ?? ''
  const reach = { ...(port === null || port === 5432 ? {} : { port }), ...(isUsual(socketFolder) ? {} : { socketFolder }) }
  return { engine: 'postgresql', port, path: path.slice(0, 512), inContainer, dump: { engine: 'postgresql', ...reach } }
}

function isUsual(socketFolder: string): boolean {
  return socketFolder === '' || /^\/(var\/)?run\/postgresql$/.test(socketFolder) || !socketFolder.startsWith('/')
}

function mysql(words: readonly string[], inContainer: boolean): Found {
  const option = (name: string): string | null => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null
  const socket = option('socket')
  const usual = socket === null || /^\/(var\/)?run\/mysqld\/mysqld\.sock$/.test(socket) || !socket.startsWith('/')
  const dump = inContainer ? null : ({ engine: 'mysql', ...(usual ? {} : { socket }) } as const)
  return { engine: 'mysql', port: Number(option('port')) || null, path: option('datadir')?.slice(0, 512) ?? null, inContainer, dump }
}

function sqlite(path: string): Found {
  return { engine: 'sqlite', port: null, path, inContainer: false, dump: { engine: 'sqlite', path } }
}

function sqliteFiles(source: ProcessSource, pid: string): string[] {
  const paths = source.list(`/proc/${pid}/fd`).map((fd) => source.link(`/proc/${pid}/fd/${fd}`) ?? '')
  return [...new Set(paths)].filter(
    (path) =>
      path.length <= 512 &&
      SQLITE.test(path) &&
      SERVED.test(path) &&
      !CACHE.test(path) &&
      source.head(path)?.startsWith('SQLite format 3') === true,
  )
}
