/** The folder that a proof restores into: made for it alone, removed with all that is in it, also after the process was killed. */
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '../platform/files/durable.ts'
import { unmountBelow } from './sandbox/mounts.ts'

const PREFIX = 'mainstay-proof-'
const OWNER = 'owner.json'
/** A folder without an owner's note is in the making for a moment; older ones are left-overs. */
const NOTE_WITHIN_MS = 60_000

type Owner = { pid: number; startedAt: string | null; children: { pid: number; startedAt: string | null }[] }

export type Scratch = {
  tree: string
  cache: string
  temporary: string
  /** For a started server; given to the user that it runs as. */
  sandbox: string
  /** Notes a child, so that a reaper ends it when this process cannot. */
  addChild(pid: number): Promise<void>
  remove(): Promise<void>
}

export async function createScratch(workFolder: string): Promise<Scratch> {
  await mkdir(workFolder, { recursive: true })
  const folder = await mkdtemp(join(workFolder, PREFIX))
  const owner: Owner = { pid: process.pid, startedAt: await startOf(process.pid), children: [] }
  let notes = 0
  // Renamed into place: a reaper that looks meanwhile sees the old note or the new one, never half of one.
  const note = async () => {
    const draft = join(folder, `${OWNER}.${notes++}`)
    await writeFile(draft, JSON.stringify(owner), { mode: 0o600 })
    await rename(draft, join(folder, OWNER))
  }
  await note()
  const [tree, cache, temporary, sandbox] = ['tree', 'cache', 'tmp', 'sandbox'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ]
  for (const each of [tree, cache, temporary, sandbox]) await mkdir(each, { mode: 0o700 })
  return {
    tree,
    cache,
    temporary,
    sandbox,
    async addChild(pid) {
      owner.children.push({ pid, startedAt: await startOf(pid) })
      await note().catch((error) => (hasCode(error, 'ENOENT', 'ENOSPC') ? undefined : Promise.reject(error)))
    },
    remove: () => removeTree(folder),
  }
}

/** Removes what killed proofs left in `workFolder` and ends the restic that still writes there. Gives how many folders went. */
export async function reapScratch(workFolder: string, nowMs: number = Date.now()): Promise<number> {
  let removed = 0
  for (const name of await readdir(workFolder).catch(() => [])) {
    if (!name.startsWith(PREFIX)) continue
    const folder = join(workFolder, name)
    const found = await lstat(folder).catch(() => null)
    // In a folder that all may write to, only what is ours is touched.
    if (found === null || !found.isDirectory() || found.uid !== process.getuid?.()) continue
    const owner = parseOwner(await readFile(join(folder, OWNER), 'utf8').catch(() => ''))
    if (owner === null && nowMs - found.mtimeMs < NOTE_WITHIN_MS) continue
    if (owner !== null && (await isRunning(owner))) continue
    for (const child of owner?.children ?? []) if (await isRunning(child)) process.kill(child.pid, 'SIGKILL')
    await removeTree(folder)
    removed += 1
  }
  return removed
}

async function removeTree(folder: string): Promise<void> {
  await unmountBelow(folder)
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 })
  try {
    await remove()
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM')) throw error
    await openFolders(folder)
    await remove()
  }
}

/** Gives back the right to delete in restored folders that were stored without it (only root does without). */
async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o700)
  for (const entry of await readdir(folder, { withFileTypes: true })) if (entry.isDirectory()) await openFolders(join(folder, entry.name))
}

async function isRunning(owner: { pid: number; startedAt: string | null }): Promise<boolean> {
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false
  }
  // A number is given to another process in time: its start tells them apart.
  return (await startOf(owner.pid)) === owner.startedAt
}

/** When a process started, in the kernel's ticks since boot (proc_pid_stat, field 22), with the boot's id; null where there is no /proc. */
async function startOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  // The name in parentheses may hold spaces: fields are counted from its end, where field 3 begins.
  return stat === null ? null : `${boot.trim()}:${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
}

function parseOwner(text: string): Owner | null {
  try {
    const value = JSON.parse(text) as Owner
    return Number.isInteger(value.pid) && Array.isArray(value.children) ? value : null
  } catch {
    return null
  }
}
