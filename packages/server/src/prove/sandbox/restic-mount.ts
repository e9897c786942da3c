/** A repository as a folder (restic's FUSE mount, read-only): what is in a restore point can be read without restoring it first. */
import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { brief } from '../reason.ts'
import { redact, resticEnvironment, type ResticTarget } from '../restic-process.ts'
import { unmountBelow } from './mounts.ts'

export type Mounted =
  | { kind: 'mounted' /** Of one restore point, by its id. */; folderOf(id: string): string; unmount(): Promise<void> }
  | { kind: 'refused'; detail: string }
  | { kind: 'stopped' }

const UNMOUNT_MS = 10_000

/** `forOthers`: also another user may read it, which only root may grant; the folder above keeps everybody else out. */
export async function mountRepository(
  target: ResticTarget,
  folder: string,
  o: { forOthers: boolean; signal: AbortSignal },
): Promise<Mounted> {
  await mkdir(folder, { mode: 0o700 })
  const others = o.forOthers ? ['--allow-other', '--no-default-permissions'] : []
  // The kernel stops restic when this process is gone, however it went; restic then unmounts by itself.
  const child = spawn(
    'setpriv',
    ['--pdeathsig=INT', '--', target.binary, '--no-lock', 'mount', ...others, '--path-template', 'ids/%i', folder],
    { env: resticEnvironment(target), stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  )
  const exit = new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('close', () => resolve())
  })
  if (child.pid !== undefined) target.onStart?.(child.pid)
  const lines: string[] = []
  const serving = new Promise<'serving'>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        if (lines.length < 20) lines.push(redact(line))
        if (/serving the repository at/.test(line)) resolve('serving')
      })
  })
  const aborted = new Promise<'aborted'>((resolve) => {
    if (o.signal.aborted) resolve('aborted')
    o.signal.addEventListener('abort', () => resolve('aborted'), { once: true })
  })
  const unmount = async () => {
    child.kill('SIGINT')
    await Promise.race([exit, sleep(UNMOUNT_MS, undefined, { ref: false })])
    await unmountBelow(folder)
    child.kill('SIGKILL')
    await exit
  }
  const outcome = await Promise.race([serving, aborted, exit])
  if (outcome === 'serving') return { kind: 'mounted', folderOf: (id) => `${folder}/ids/${id.slice(0, 8)}`, unmount }
  await unmount()
  return outcome === 'aborted'
    ? { kind: 'stopped' }
    : { kind: 'refused', detail: brief(lines.findLast((line) => line.trim() !== '') ?? 'restic gave no reason') }
}
