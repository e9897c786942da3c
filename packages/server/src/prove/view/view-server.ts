/** Starts a server from a restore point for a person to look at: the disks and the sandbox of the extraction test, kept until the time is up. */
import type { ProofReason } from '@mainstay/contract/recovery'
import { bootServer } from '../boot/boot-server.ts'
import { disksOf } from '../boot/disks.ts'
import { bootMeans } from '../boot/means.ts'
import type { BootOutcome } from '../boot/wait-for-boot.ts'
import { findSystem } from '../bootable/system-tree.ts'
import type { ProveOptions } from '../engine.ts'
import { openPoint } from '../open-point.ts'
import { extractPoint } from '../read-back.ts'
import { reason } from '../reason.ts'
import { createRecord, type TestRecord } from '../record.ts'
import { findRestic } from '../restic-version.ts'
import { targetOf } from '../restic-target.ts'
import type { Machine } from '../sandbox/machine.ts'
import { createScratch, reapScratch, type Scratch } from '../scratch.ts'
import { wholeSize } from '../steps.ts'
import type { TestContext } from '../test-context.ts'

/** `extract` and `starting` have a measure: bytes of all bytes, seconds of the most that are waited. */
export type ViewStep = { name: string; done: number; total: number }

export type ViewOptions = Pick<
  ProveOptions,
  'repository' | 'password' | 'restorePoint' | 'parts' | 'workFolder' | 'memoryMiB' | 'bootSeconds'
> & {
  binary?: string
  env?: NodeJS.ProcessEnv
  /** How long it may be looked at, from when it runs. */
  seconds: number
  signal: AbortSignal
  onStep(step: ViewStep): void
  /** The restored files, as the server itself would see them; only of a backup of files. */
  onFiles(root: string): void
  /** Again when it is started with other hardware. */
  onMachine(machine: Machine): void
  onOutcome(outcome: BootOutcome): void
}

export type ViewEnd = {
  why: { kind: 'time' | 'stopped' | 'off' | 'reset' } | { kind: 'not-started'; reason: ProofReason }
  /** Seconds of each step that ran. */
  timings: Record<string, number>
}

type Seen = { machine: Machine | null; overdue: boolean; ended: 'off' | 'reset' | null }

export async function viewServer(o: ViewOptions): Promise<ViewEnd> {
  await reapScratch(o.workFolder)
  const scratch = await createScratch(o.workFolder)
  const record = announcing(createRecord('L3'), o.onStep)
  const seen: Seen = { machine: null, overdue: false, ended: null }
  const over = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const begin = (machine: Machine) => {
    seen.machine = machine
    // A second try with other hardware gets no time of its own.
    timer ??= setTimeout(() => {
      seen.overdue = true
      over.abort()
    }, o.seconds * 1000)
    o.onMachine(machine)
  }
  try {
    const why = await run({ ...o, onMachine: begin }, scratch, record, seen, AbortSignal.any([o.signal, over.signal]))
    const timings = { ...record.result.timings }
    if (o.signal.aborted) return { why: { kind: 'stopped' }, timings }
    if (why !== null) return { why: { kind: 'not-started', reason: why }, timings }
    return { why: { kind: seen.overdue ? 'time' : (seen.ended ?? 'stopped') }, timings }
  } finally {
    clearTimeout(timer)
    await scratch.remove()
  }
}

/** Null, or why there was nothing to see. */
async function run(o: ViewOptions, scratch: Scratch, record: TestRecord, seen: Seen, signal: AbortSignal): Promise<ProofReason | null> {
  const prepared = await prepare(o, scratch, record, signal)
  if (prepared === null || 'code' in prepared) return prepared
  const { point } = prepared
  const means = await bootMeans({ ...o, totalSeconds: o.seconds }, scratch.sandbox)
  if ('code' in means) return means
  const { accelerator, limits, user } = means
  const root = point.kind === 'image' ? null : (await extractPoint(prepared)).root
  if (root !== null) o.onFiles((await findSystem(root, point.paths))?.root ?? root)
  const disks = await disksOf(prepared, root, user)
  if (disks.kind === 'stopped') return null
  if (disks.kind === 'refused') return firstFailure(record) ?? disks.reason
  try {
    const begun = performance.now()
    const booted = await bootServer({
      plan: disks.plan,
      checks: [],
      accelerator,
      limits,
      user,
      signal,
      folder: scratch.sandbox,
      onStart: (pid) => scratch.addChild(pid),
      onProgress: (name, done, total) => o.onStep({ name, done, total }),
      viewer: {
        onMachine: o.onMachine,
        onOutcome: (outcome) => {
          if (outcome.kind === 'prompt') record.keepTime('boot', (performance.now() - begun) / 1000)
          o.onOutcome(outcome)
        },
        until: (machine) => untilEnd(machine, signal, seen),
      },
    })
    if (booted.kind === 'not-started') return booted.reason
    return booted.kind === 'booted' && booted.outcome.kind === 'failed' && seen.ended === null && !signal.aborted
      ? booted.outcome.reason
      : null
  } finally {
    await disks.release()
  }
}

/** Null when it was stopped. */
async function prepare(
  o: ViewOptions,
  scratch: Scratch,
  record: TestRecord,
  signal: AbortSignal,
): Promise<TestContext | ProofReason | null> {
  const target = targetOf(o, scratch)
  const restic = await findRestic(target, signal)
  if (restic === 'stopped') return null
  if ('code' in restic) return restic
  const { value: opened } = await record.timed('open', () => openPoint(target, o.restorePoint, signal, o.parts))
  if (opened.kind === 'stopped') return null
  if (opened.kind === 'refused') return opened.reasons[0] ?? reason('recovery.restore-point.none')
  const { point } = opened
  const options: ProveOptions = { ...o, asked: 'L3', manifest: null, checks: [], timeoutSeconds: o.seconds, receivedAt: null }
  return {
    options,
    scratch,
    target,
    point,
    size: await wholeSize(target, point, signal),
    sparse: restic.sparse,
    record,
    onProgress: (name, done, total) => o.onStep({ name: name === 'extracting' ? 'extract' : name, done, total }),
    signal,
  }
}

async function untilEnd(machine: Machine, signal: AbortSignal, seen: Seen): Promise<void> {
  const aborted = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null)
    signal.addEventListener('abort', () => resolve(null), { once: true })
  })
  const end = await Promise.race([machine.ended, aborted])
  if (end !== null && end.kind !== 'stopped') seen.ended = end.kind === 'reset' ? 'reset' : 'off'
}

function announcing(record: TestRecord, onStep: (step: ViewStep) => void): TestRecord {
  return {
    ...record,
    timed: (name, work) => {
      onStep({ name, done: 0, total: 0 })
      return record.timed(name, work)
    },
  }
}

/** What kept the files from being restored says more than that no disk could be made of them. */
function firstFailure({ result }: TestRecord): ProofReason | null {
  return result.levels.some(({ verdict }) => verdict !== 'passed') ? (result.reasons[0] ?? null) : null
}
