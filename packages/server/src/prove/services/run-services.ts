/** L4: asks the running server's own services, each until it answers as it should or the time for it is up. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProofCheck, ProofCheckResult, ProofReason } from '@mainstay/contract/recovery'
import { reason } from '../reason.ts'
import type { Machine } from '../sandbox/machine.ts'
import { type Attempt, cannot } from './attempt.ts'
import { tryHttp } from './http.ts'
import { trySerial } from './serial.ts'
import { tryTcp } from './tcp.ts'

export type ServiceCheck = Exclude<ProofCheck, { kind: 'file' | 'count' }>
export type CheckOutcome = { result: ProofCheckResult; reasons: ProofReason[] }

const AGAIN_MS = 500

/** Files and counts are looked up on the disk; everything else needs a server that runs. */
export function needsServer(check: ProofCheck): check is ServiceCheck {
  return check.kind !== 'file' && check.kind !== 'count'
}

/** Typed lines need a console that waits for them; ports may be asked while the server still starts. */
export function needsPrompt(check: ServiceCheck): boolean {
  return check.kind === 'serial'
}

/** TCP ports of the server that the checks ask for. */
export function portsOf(checks: readonly ProofCheck[]): number[] {
  return checks.flatMap((check) => (check.kind === 'tcp' || check.kind === 'http' ? [check.port] : []))
}

/** `signal` ends the asking when the time is up; what did not hold until then failed. */
export async function runService(machine: Machine, check: ServiceCheck, signal: AbortSignal): Promise<CheckOutcome> {
  const started = performance.now()
  let last: Attempt = { kind: 'not-yet', evidence: 'it was not asked' }
  do {
    last = await attempt(machine, check, signal)
    if (last.kind !== 'not-yet') break
    await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined)
  } while (!signal.aborted)
  const seconds = Math.round(performance.now() - started) / 1000
  const { kind } = check
  const done = (verdict: ProofCheckResult['verdict'], reasons: ProofReason[]): CheckOutcome => ({
    result: { kind, verdict, seconds, evidence: last.evidence },
    reasons,
  })
  if (last.kind === 'holds') return done('passed', [])
  const data = { kind, name: nameOf(check), detail: last.evidence }
  return last.kind === 'cannot'
    ? done('unknown', [reason('recovery.check.unknown', data)])
    : done('failed', [reason('recovery.check.failed', data)])
}

export function nameOf(check: ServiceCheck): string {
  switch (check.kind) {
    case 'tcp':
      return `of port ${check.port}`
    case 'http':
      return `of port ${check.port}${check.path ?? '/'}`
    case 'serial':
      return 'of the console'
    case 'sql':
      return `of ${check.engine}`
    case 'plugin':
      return check.command[0] ?? ''
  }
}

async function attempt(machine: Machine, check: ServiceCheck, signal: AbortSignal): Promise<Attempt> {
  switch (check.kind) {
    case 'tcp':
      return tryTcp(machine, check.port)
    case 'http':
      return tryHttp(machine, check)
    case 'serial':
      return trySerial(machine, check, signal)
    case 'sql':
    case 'plugin':
      return cannot(`checks of kind ${check.kind} are not there yet`)
  }
}
