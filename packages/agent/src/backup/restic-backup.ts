/** One `restic backup`: waits while the server has the repository to itself, makes the repository where there is none, finds the snapshot's full id. */
import { setTimeout } from 'node:timers/promises'
import { RUN_TAG } from '@mainstay/contract/agent'
import type { RunRestic } from './restic.ts'
import type { ResticEnd } from './restic-output.ts'

export type Snapshot = { end: ResticEnd; snapshotId: string | null }

const LOCKED = 11
const ASK_AGAIN_MS = 30_000
/** An hour. */
const MOST_ASKED = 120

/** `host` is the device's id: names of machines change and are not unique. `run` ties the snapshots of one backup together. */
export async function snapshot(
  restic: RunRestic,
  of: { host: string; run: string; options: readonly string[]; what: readonly string[] },
  signal: AbortSignal,
): Promise<Snapshot> {
  const args = ['backup', '--json', `--host=${of.host}`, `--tag=${RUN_TAG}${of.run}`, ...of.options, '--', ...of.what]
  const end = await made(restic, args, signal)
  return { end, snapshotId: await fullId(restic, end) }
}

export function saying(end: ResticEnd, otherwise: string): string {
  if (end.errors.length > 0) return end.errors.join('; ')
  return end.exitCode === 0 ? otherwise : `${otherwise}: restic ended with code ${end.exitCode ?? 'none'}`
}

async function made(restic: RunRestic, args: string[], signal: AbortSignal): Promise<ResticEnd> {
  const end = await whenFree(() => restic(args), signal)
  if (!isMissing(end)) return end
  const init = await restic(['init', '--json'])
  return init.exitCode === 0 ? restic(args) : init
}

/** The server removes old restore points with the repository to itself, for minutes: the backup waits for that (11 since 0.17). */
async function whenFree(backup: () => Promise<ResticEnd>, signal: AbortSignal): Promise<ResticEnd> {
  for (let asked = 1; ; asked += 1) {
    const end = await backup()
    if (end.exitCode !== LOCKED || asked === MOST_ASKED) return end
    await setTimeout(ASK_AGAIN_MS, undefined, { signal })
  }
}

/** 10 since 0.17; before, 1 and a sentence. */
function isMissing(end: ResticEnd): boolean {
  return end.exitCode === 10 || (end.exitCode === 1 && /Is there a repository at the following location/.test(end.errors.join('\n')))
}

/** Before 0.17 the summary holds eight digits of the id; the repository knows the rest. */
async function fullId(restic: RunRestic, end: ResticEnd): Promise<string | null> {
  const id = end.summary?.snapshotId ?? null
  if (id === null || id.length === 64) return id
  const { stdout } = await restic(['snapshots', '--json', id])
  return /"id":"([0-9a-f]{64})"/.exec(stdout)?.[1] ?? null
}
