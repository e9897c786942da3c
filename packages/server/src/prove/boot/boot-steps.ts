/** L3 and L4 of a test: makes the server's disks ready, starts it, and records what was seen. */
import type { ProofCheckResult, ProofReason } from '@mainstay/contract/recovery'
import { runChecks } from '../file-checks.ts'
import { reason } from '../reason.ts'
import type { TestContext } from '../test-context.ts'
import { type CheckOutcome, needsServer } from '../services/run-services.ts'
import { atLeast } from '../verdict.ts'
import { bootMeans } from './means.ts'
import { type Booted, bootServer } from './boot-server.ts'
import { type Disks, disksOf } from './disks.ts'

export type BootSteps = {
  /** Every byte was read back on the way. */
  read: boolean
  checksAtRest: { results: ProofCheckResult[]; reasons: ProofReason[] }
}

/** `root`: the restored tree, for a restore point of files. */
export async function bootSteps(context: TestContext, root: string | null): Promise<BootSteps> {
  const { options, point, record, scratch, signal, onProgress } = context
  const serverChecks = options.checks.filter(needsServer)
  const without = async (verdict: 'failed' | 'unknown', why: ProofReason): Promise<BootSteps> => {
    record.level('L3', { verdict, evidence: why.text, reasons: [why] }, 0)
    const checks = serverChecks.map(
      (check): CheckOutcome => ({
        result: { kind: check.kind, verdict: 'unknown', seconds: 0, evidence: 'the server was not started' },
        reasons: [],
      }),
    )
    return finish(context, root, checks, 0, false)
  }
  const { timeoutSeconds: totalSeconds } = options
  const means = await bootMeans({ ...options, totalSeconds }, scratch.sandbox)
  if ('code' in means) return without('unknown', means)
  const { accelerator, limits, user } = means
  if (point.kind === 'image') record.recoveryBegins()
  const disks: Disks = await disksOf(context, root, user)
  try {
    if (disks.kind === 'stopped') return { read: false, checksAtRest: { results: [], reasons: [] } }
    if (disks.kind === 'refused') return { ...(await without(disks.verdict, disks.reason)), read: disks.read }
    const booted = await bootServer({
      plan: disks.plan,
      checks: serverChecks,
      accelerator,
      limits,
      user,
      signal,
      folder: scratch.sandbox,
      onStart: (pid) => scratch.addChild(pid),
      onProgress: (step, seconds, limit) => onProgress(step, seconds, limit),
    })
    if (booted.kind === 'stopped') return { read: disks.read, checksAtRest: { results: [], reasons: [] } }
    if (booted.kind === 'not-started') return { ...(await without('unknown', booted.reason)), read: disks.read }
    record.recovered()
    record.result.accelerator = accelerator
    await recordBoot(context, booted, disks)
    return await finish(context, disks.root, booted.checks, booted.serviceSeconds ?? 0, disks.read)
  } finally {
    if (disks.kind === 'ready') await disks.release()
  }
}

async function recordBoot(
  { options, record }: TestContext,
  booted: Extract<Booted, { kind: 'booted' }>,
  disks: Extract<Disks, { kind: 'ready' }>,
): Promise<void> {
  const { outcome, bootSeconds, serviceSeconds, picture, hardware } = booted
  record.keepTime('boot', bootSeconds)
  if (serviceSeconds !== null) record.keepTime('service', serviceSeconds)
  if (picture !== null && options.keepScreenshot !== undefined) record.result.screenshot = await options.keepScreenshot(picture)
  const how = `${record.result.accelerator === 'kvm' ? 'KVM' : 'emulated'}, ${hardware}, ${disks.how}`
  switch (outcome.kind) {
    case 'prompt':
      return record.level(
        'L3',
        { verdict: 'passed', evidence: `“${outcome.line}” on the ${outcome.where} (${how})`, reasons: disks.notes },
        bootSeconds,
      )
    case 'failed':
    case 'unseen': {
      const verdict = outcome.kind === 'failed' ? 'failed' : 'unknown'
      return record.level('L3', { verdict, evidence: `${outcome.reason.text} (${how})`, reasons: [outcome.reason] }, bootSeconds)
    }
    case 'stopped':
      return record.level('L3', { verdict: 'unknown', evidence: 'it was stopped', reasons: [] }, bootSeconds)
  }
}

/** Checks keep the order in which they were asked for. L4 is all of them together. */
async function finish(
  { options, point, record }: TestContext,
  root: string | null,
  served: readonly CheckOutcome[],
  seconds: number,
  read: boolean,
): Promise<BootSteps> {
  const atRest = await runChecks(
    root,
    point.paths,
    options.checks.filter((check) => !needsServer(check)),
  )
  const [fromServer, fromDisk] = [[...served], [...atRest.results]]
  const results = options.checks.flatMap((check) => (needsServer(check) ? (fromServer.shift()?.result ?? []) : (fromDisk.shift() ?? [])))
  const reasons = [...served.flatMap((one) => one.reasons), ...atRest.reasons]
  if (atLeast(options.asked, 'L4')) record.level('L4', servicesLevel(results), seconds)
  if (atLeast(options.asked, 'L5')) {
    const why = reason('recovery.person-needed')
    record.level('L5', { verdict: 'unknown', evidence: why.text, reasons: [why] }, 0)
  }
  return { read, checksAtRest: { results, reasons } }
}

function servicesLevel(results: readonly ProofCheckResult[]): {
  verdict: 'passed' | 'failed' | 'unknown' | 'not-asked'
  evidence: string
  reasons: ProofReason[]
} {
  if (results.length === 0) {
    const why = reason('recovery.checks.none')
    return { verdict: 'not-asked', evidence: why.text, reasons: [why] }
  }
  const count = (verdict: ProofCheckResult['verdict']) => results.filter((one) => one.verdict === verdict).length
  const evidence = `${count('passed')} of ${results.length} checks passed`
  if (count('failed') > 0) return { verdict: 'failed', evidence, reasons: [] }
  return { verdict: count('unknown') > 0 ? 'unknown' : 'passed', evidence, reasons: [] }
}
