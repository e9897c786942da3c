/** L4: asks the running server's own services, each until it answers as it should or the time for it is up. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProofCheck, ProofCheckResult, ProofReason } from '@mainstay/contract/recovery'
import { reason } from '../reason.ts'
import type { Machine } from '../sandbox/machine.ts'
import type { Attempt } from './attempt.ts'
import { tryCommand } from './console-command.ts'
import { tryHttp } from './http.ts'
import { pluginPorts, tryPlugin } from './plugin.ts'
import { trySerial } from './serial.ts'
import { POSTGRES_PORT, trySql } from './sql.ts'
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
  return check.kind === 'serial' || check.kind === 'command' || (check.kind === 'sql' && check.login !== undefined)
}

/** TCP ports of the server that the checks ask for. */
export function portsOf(checks: readonly ProofCheck[]): number[] {
  return checks.flatMap((check) => {
    if (check.kind === 'tcp' || check.kind === 'http') return [check.port]
    if (check.kind === 'sql' && check.login === undefined) return [check.port ?? POSTGRES_PORT]
    return check.kind === 'plugin' ? pluginPorts(check) : []
  })
}

/** `signal` ends the asking when the time is up; what did not hold until then failed. */
export async function runService(machine: Machine, check: ServiceCheck, signal: AbortSignal): Promise<CheckOutcome> {
  const started = performance.now()
  let last: Attempt = { kind: 'not-yet', evidence: 'it was not asked' }
  let asked = false
  do {
    const next = await attempt(machine, check, signal)
    // A try that was cut off by the end says less than the one before it.
    if (next.kind !== 'holds' && signal.aborted && asked) break
    last = next
    asked = true
    if (last.kind === 'holds' || last.kind === 'cannot') break
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
  return last.kind === 'cannot' || last.kind === 'undecided'
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
      return check.command[0]
    case 'command':
      return `“${check.command.slice(0, 80)}”`
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
      return trySql(machine, check, signal)
    case 'plugin':
      return tryPlugin(machine, check, signal)
    case 'command':
      return tryCommand(machine, check, signal)
  }
}
