/** Starts a server from its disks in a sandbox, watches it come up, asks its services, keeps a picture of its screen, and takes it all away. */
import { chown, mkdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { ProofReason } from '@mainstay/contract/recovery'
import { reason } from '../reason.ts'
import { type SandboxUser, type Limits } from '../sandbox/confinement.ts'
import { type Machine, startMachine } from '../sandbox/machine.ts'
import type { Accelerator, DirectKernel, Disk, Firmware, GuestNetwork, Hardware } from '../sandbox/machine-spec.ts'
import type { PartitionTable } from '../sandbox/partition-table.ts'
import { writePng } from '../sandbox/picture.ts'
import { runTool } from '../sandbox/run-tool.ts'
import { type Font, fontOf } from '../sandbox/screen-text.ts'
import { type CheckOutcome, needsPrompt, portsOf, runService, type ServiceCheck } from '../services/run-services.ts'
import { type BootOutcome, waitForBoot } from './wait-for-boot.ts'

/** A raw image, and how large it is. */
export type Image = { path: string; bytes: number; table?: PartitionTable }

export type BootPlan = {
  images: readonly Image[]
  kernel: DirectKernel | null
  firmware: Firmware
  /** The kinds to try, in this order: the next when the system found no driver for its disk. */
  hardware: readonly [Hardware, ...Hardware[]]
  network: GuestNetwork | null
}

export type BootLimits = { memoryMiB: number; overlayBytes: number; bootSeconds: number; serviceSeconds: number; totalSeconds: number }

export type BootOptions = {
  plan: BootPlan
  checks: readonly ServiceCheck[]
  accelerator: Accelerator
  limits: BootLimits
  /** Belongs to the sandbox's user. */
  folder: string
  user: SandboxUser | null
  onStart(pid: number): Promise<void>
  onProgress(step: string, seconds: number, limitSeconds: number): void
  signal: AbortSignal
  /** For a person who looks at it. */
  viewer?: {
    onMachine(machine: Machine): void
    onOutcome(outcome: BootOutcome): void
    /** The machine is kept until this resolves. */
    until(machine: Machine): Promise<void>
  }
}

export type Booted =
  | {
      kind: 'booted'
      outcome: BootOutcome
      bootSeconds: number
      /** From the prompt, or what stood for it, to the last answer; null when nothing was asked. */
      serviceSeconds: number | null
      checks: CheckOutcome[]
      hardware: Hardware
      picture: Buffer | null
    }
  | { kind: 'not-started'; reason: ProofReason }
  | { kind: 'stopped' }

const VIDEO_BIOS = '/usr/share/seabios/vgabios-stdvga.bin'
/** QEMU's own needs beside the guest's memory: its code, its cache of translated code, its threads' stacks. */
const OWN_BYTES = 3 * 2 ** 30
const PROCESSORS = 2

export async function bootServer(o: BootOptions): Promise<Booted> {
  const font = await readFile(VIDEO_BIOS).then(fontOf, () => null)
  const [first, ...others] = o.plan.hardware
  let booted = await bootWith(o, first, font)
  for (const hardware of others) {
    if (booted.kind !== 'booted' || !lacksDriver(booted.outcome) || o.signal.aborted) break
    const next = await bootWith(o, hardware, font)
    // What the first kind showed is the better answer when no other helps.
    if (next.kind === 'booted' && next.outcome.kind !== 'failed') booted = next
  }
  return booted
}

function lacksDriver(outcome: BootOutcome): boolean {
  return outcome.kind === 'failed' && outcome.reason.code === 'recovery.boot.root-missing'
}

async function bootWith(o: BootOptions, hardware: Hardware, font: Font | null): Promise<Booted> {
  const folder = join(o.folder, `machine-${hardware}`)
  await mkdir(folder, { mode: 0o700 })
  const made = await makeOverlays(o, folder)
  if (!Array.isArray(made)) return made
  const { plan, limits } = o
  const { network } = plan
  const firmware = firmwareFrom(folder, plan.firmware)
  // From QEMU's own folder: its user may not be let through the folders above.
  const kernel = plan.kernel === null ? null : kernelFrom(folder, plan.kernel)
  if (o.user !== null) await chown(folder, o.user.uid, o.user.gid)
  const processorSeconds = Math.ceil((limits.totalSeconds + 60) * PROCESSORS)
  const bounds: Limits = { memoryBytes: limits.memoryMiB * 2 ** 20 + OWN_BYTES, fileBytes: limits.overlayBytes, processorSeconds }
  const begun = performance.now()
  const started = await startMachine({
    spec: {
      accelerator: o.accelerator,
      memoryMiB: limits.memoryMiB,
      processors: PROCESSORS,
      disks: made,
      hardware,
      firmware,
      kernel,
      network,
      guestPorts: portsOf(o.checks),
      screen: o.viewer !== undefined,
    },
    folder,
    user: o.user,
    limits: bounds,
    onStart: o.onStart,
  })
  if (started.kind === 'missing')
    return { kind: 'not-started', reason: reason('recovery.sandbox.qemu-missing', { program: started.program }) }
  if (started.kind === 'refused') return { kind: 'not-started', reason: reason('recovery.sandbox.refused', { detail: started.detail }) }
  const { machine } = started
  try {
    o.viewer?.onMachine(machine)
    const watched = await watch(o, machine, font, begun)
    if (o.viewer !== undefined && !lacksDriver(watched.outcome)) {
      o.viewer.onOutcome(watched.outcome)
      await o.viewer.until(machine)
    }
    return { ...watched, hardware }
  } finally {
    await machine.stop()
  }
}

async function watch(o: BootOptions, machine: Machine, font: Font | null, begun: number): Promise<Omit<BootedServer, 'hardware'>> {
  const { bootSeconds: limitSeconds, serviceSeconds } = o.limits
  const over = new AbortController()
  const signal = AbortSignal.any([o.signal, over.signal])
  // Ports are asked from the beginning: a server whose console stays dark is up when its services answer.
  const early = o.checks.map((check) => (needsPrompt(check) ? null : runService(machine, check, signal)))
  const asked = early.filter((one) => one !== null)
  const answered = asked.length === 0 ? null : Promise.all(asked).then((all) => (all.every(passed) ? all : new Promise<never>(() => {})))
  const onProgress = (seconds: number) => o.onProgress('starting', seconds, limitSeconds)
  const outcome = await waitForBoot({ machine, font, limitSeconds, answered, signal: o.signal, onProgress })
  const upAt = performance.now()
  const isUp = outcome.kind === 'prompt' || outcome.kind === 'unseen'
  const timer = setTimeout(() => over.abort(), isUp ? serviceSeconds * 1000 : 0)
  const checks: CheckOutcome[] = []
  for (const [n, check] of o.checks.entries()) {
    const running = early[n] ?? null
    if (!isUp) checks.push(notAsked(check))
    else checks.push(running === null ? await runService(machine, check, signal) : await running)
  }
  clearTimeout(timer)
  over.abort()
  const picture = await machine.picture()
  return {
    kind: 'booted',
    outcome,
    bootSeconds: (upAt - begun) / 1000,
    serviceSeconds: o.checks.length === 0 || !isUp ? null : (performance.now() - upAt) / 1000,
    checks,
    picture: picture === null ? null : writePng(picture),
  }
}

function kernelFrom(folder: string, { image, initialRamDisk, commandLine }: DirectKernel): DirectKernel {
  return { image: relative(folder, image), initialRamDisk: initialRamDisk === null ? null : relative(folder, initialRamDisk), commandLine }
}

function firmwareFrom(folder: string, firmware: Firmware): Firmware {
  if (firmware.kind === 'bios') return firmware
  const { code, variables, loaders } = firmware
  return { kind: 'uefi', code, variables: relative(folder, variables), loaders: relative(folder, loaders) }
}

type BootedServer = Extract<Booted, { kind: 'booted' }>

function notAsked({ kind }: ServiceCheck): CheckOutcome {
  return { result: { kind, verdict: 'unknown', seconds: 0, evidence: 'the server was not up' }, reasons: [] }
}

function passed({ result }: CheckOutcome): boolean {
  return result.verdict === 'passed'
}

/** An empty qcow2 for each image: what the server writes lands there, and what it reads comes from the image until then. */
async function makeOverlays(o: BootOptions, folder: string): Promise<Disk[] | Extract<Booted, { kind: 'not-started' | 'stopped' }>> {
  const disks: Disk[] = []
  for (const [n, { path, bytes }] of o.plan.images.entries()) {
    const overlay = join(folder, `disk${n}.qcow2`)
    // A disk is whole sectors.
    const size = Math.ceil(bytes / 512) * 512
    const made = await runTool(['qemu-img', 'create', '-q', '-f', 'qcow2', overlay, String(size)], { signal: o.signal })
    if (made.kind === 'stopped') return { kind: 'stopped' }
    if (made.kind === 'missing') return { kind: 'not-started', reason: reason('recovery.sandbox.qemu-missing', { program: 'qemu-img' }) }
    if (made.kind === 'failed') return { kind: 'not-started', reason: reason('recovery.sandbox.refused', { detail: made.detail }) }
    if (o.user !== null) await chown(overlay, o.user.uid, o.user.gid)
    disks.push({ base: relative(folder, path), overlay: relative(folder, overlay) })
  }
  return disks
}
