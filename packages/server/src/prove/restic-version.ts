/** Which restic is there, and whether it is new enough. */
import type { ProofReason } from '@mainstay/contract/recovery'
import { reason } from './reason.ts'
import { runRestic, type ResticTarget } from './restic-process.ts'

/** Debian 12 has 0.14: the oldest that is tested. */
const OLDEST = '0.14.0'

export type ResticVersion = { text: string; sparse: boolean }

export async function findRestic(target: ResticTarget, signal: AbortSignal): Promise<ResticVersion | ProofReason | 'stopped'> {
  const ran = await runRestic(target, ['version'], { signal })
  if (ran.kind === 'stopped') return 'stopped'
  const text = ran.kind === 'exited' ? parseVersion(ran.lines.join('\n')) : null
  if (text === null) return reason('recovery.restic.missing', { binary: target.binary })
  if (compareVersions(text, OLDEST) < 0) return reason('recovery.restic.too-old', { found: text, needed: OLDEST })
  return { text, sparse: compareVersions(text, '0.15.0') >= 0 }
}

export function parseVersion(output: string): string | null {
  return /^restic (\d+\.\d+\.\d+)/m.exec(output)?.[1] ?? null
}

/** Below 0 when `a` is older. Three numbers each, as restic counts. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => text.split('.').map(Number))
  for (let n = 0; n < 3; n += 1) {
    const difference = (x?.[n] ?? 0) - (y?.[n] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
