/** `mainstay try`: the main job on this machine, from nothing: start, enrol, watch, back up, prove, report. Exit 0 only if each step happened. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DeviceDetailSchema } from '@mainstay/contract/devices'
import { LatestValuesSchema } from '@mainstay/contract/monitoring'
import { type DeviceRecovery, DeviceRecoverySchema } from '@mainstay/contract/recovery'
import { ReportViewSchema } from '@mainstay/contract/reports'
import { AppError } from '@mainstay/kernel'
import { renderReportPdf } from '@mainstay/server/report-pdf'
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { show, usage } from '../outcome.ts'
import { type AgentProcess, agentProgram, startAgent } from '../processes/agent-process.ts'
import { waitForDevice } from '../processes/device-files.ts'
import { type Folders, foldersOf } from '../processes/folders.ts'
import { firstClient, LOCAL_CLIENT_NAME, policyFor, tokenForThisMachine } from '../processes/local-device.ts'
import { newDataFolder, startQuietServer } from '../processes/own-server.ts'
import { stopSignals } from '../processes/stop-signals.ts'
import { openSigner } from '../signer/open-signer.ts'

type Step = { name: string; seconds: number; evidence: string }
type TryOptions = { data?: string; protect?: string; json?: boolean }

export function registerTry(program: Command, io: Io): void {
  program
    .command('try')
    .description('the main job on this machine in minutes: start, enrol, watch, back up, prove, report; leaves no process behind')
    .option('--data <dir>', 'where it keeps its things (default: a new temporary folder)')
    .option('--protect <dir>', 'the folder to back up and prove (default: /etc)')
    .option('--json', 'one JSON document on stdout')
    .action((options: TryOptions) => tryIt(io, options))
}

async function tryIt(io: Io, options: TryOptions): Promise<void> {
  const protect = resolve(options.protect ?? '/etc')
  if (!existsSync(protect) || !statSync(protect).isDirectory()) throw usage(`--protect ${protect} is no folder`)
  const folders = foldersOf(options.data ?? newDataFolder('mainstay-try-'), io.env)
  const steps: Step[] = []
  const step = async <T>(name: string, work: () => Promise<{ evidence: string; value: T }>): Promise<T> => {
    const started = performance.now()
    io.err(`${name} …\n`)
    const { evidence, value } = await work()
    const seconds = Math.round((performance.now() - started) / 100) / 10
    steps.push({ name, seconds, evidence })
    io.err(`  ${evidence} (${seconds} s)\n`)
    return value
  }
  const undo: (() => Promise<unknown>)[] = []
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of stopSignals())
      process.on(signal, () =>
        reject(new AppError('cli.step-failed', { step: steps.at(-1)?.name ?? 'start', reason: `it was interrupted (${signal})` })),
      )
  })
  try {
    const result = await Promise.race([runSteps(io, folders, protect, step, undo), interrupted])
    show(io, options.json, { json: { steps, ...result }, text: summary(steps, result) })
  } finally {
    for (const stop of undo.reverse()) await stop()
  }
}

type RunStep = <T>(name: string, work: () => Promise<{ evidence: string; value: T }>) => Promise<T>
type Outcome = { device: { id: string; hostname: string; os: string }; restorePoint: { id: string; level: string }; report: string }

async function runSteps(io: Io, folders: Folders, protect: string, step: RunStep, undo: (() => Promise<unknown>)[]): Promise<Outcome> {
  const configDir = join(folders.root, 'keys')
  const server = await step('start', async () => {
    const started = await startQuietServer(io, folders, configDir)
    undo.push(() => started.stop())
    return { evidence: `the server and its own PostgreSQL answer at ${started.url}`, value: started }
  })
  const signer = openSigner({ configDir, serverUrl: server.url })
  const api = signer.context.http
  const { clientId, deviceId, agent } = await step('enrol', async () => {
    const client = await firstClient(signer, LOCAL_CLIENT_NAME)
    const token = await tokenForThisMachine(signer, client.clientId, folders.agent)
    const agent: AgentProcess = startAgent({ serverUrl: server.url, token, dataFolder: folders.agent, onLog: () => {} }, io)
    undo.push(() => agent.stop())
    const deviceId = await waitForDevice(folders.agent, agent.exited)
    return {
      evidence: `this machine is device ${deviceId}; it checked the server's key and the client's authority itself`,
      value: { clientId: client.clientId, deviceId, agent },
    }
  })
  const device = await step('watch', async () => {
    const values = await until('watch', 60, agent, async () => {
      const latest = await api('GET', `/api/devices/${deviceId}/latest`, LatestValuesSchema)
      return latest.values.some((one) => one.name === 'system.cpu.utilization') ? latest.values : null
    })
    const detail = await until('watch', 60, agent, async () => {
      const one = await api('GET', `/api/devices/${deviceId}`, DeviceDetailSchema)
      return one.inventory === null ? null : one
    })
    const evidence = `${values.length} series measured, ${detail.inventory?.software.length ?? 0} packages and ${detail.inventory?.filesystems.length ?? 0} file systems in the inventory`
    return { evidence, value: detail }
  })
  const before = await api('GET', `/api/devices/${deviceId}/recovery`, DeviceRecoverySchema)
  const known = new Set(before.restorePoints.map((one) => one.id))
  const point = await step('back up', async () => {
    const args = policyFor({
      revision: (device.policy.applied?.revision ?? 0) + 1,
      backup: backupOf(protect),
      intervalSeconds: 10,
      agentHash: null,
      resticHash: resticHash(io),
    })
    const sent = await signer.signAndSubmit({ clientId, targets: [deviceId], kind: 'policy', args, note: `Protect ${protect}` })
    await signer.signAndSubmit({ clientId, targets: [deviceId], kind: 'backup.run', args: {}, note: 'First backup' })
    const point = await until('back up', 3600, agent, async () => {
      const now = await api('GET', `/api/devices/${deviceId}/recovery`, DeviceRecoverySchema)
      const made = now.restorePoints.find((one) => !known.has(one.id))
      const last = now.lastBackup
      if (made === undefined && last !== null && last.outcome === 'failed' && last.endedAt !== before.lastBackup?.endedAt)
        throw new AppError('cli.step-failed', { step: 'back up', reason: last.message })
      return made ?? null
    })
    const evidence = `signed envelope ${sent.envelopeId} was applied; restore point ${point.snapshotId.slice(0, 8)} holds ${point.files} files, ${(point.bytes / 1e6).toFixed(1)} MB; ${point.sampled ?? 0} of them hashed by the agent itself`
    return { evidence, value: point }
  })
  const proof = await step('prove', async () => {
    const proof = await until('prove', 3600, agent, async () => {
      const now: DeviceRecovery = await api('GET', `/api/devices/${deviceId}/recovery`, DeviceRecoverySchema)
      return now.proofs.find((one) => one.restorePointId === point.id) ?? null
    })
    const { verdict, level, levels, reasons } = proof.result
    if (verdict !== 'passed' || level === null)
      throw new AppError('cli.step-failed', {
        step: 'prove',
        reason: reasons.map((one) => one.text).join(' ') || `the verdict is ${verdict}`,
      })
    return { evidence: `${level} passed: ${levels.at(-1)?.evidence ?? ''}`, value: { level } }
  })
  const report = await step('report', async () => {
    const month = new Date().toISOString().slice(0, 7)
    const view = await api('POST', `/api/clients/${clientId}/reports`, ReportViewSchema, { month })
    const file = join(folders.root, `report-${month}.pdf`)
    // A client's report is nobody else's: not even of the others on this machine.
    writeFileSync(file, await renderReportPdf(view, { paper: 'a4' }), { mode: 0o600 })
    return {
      evidence: `"${view.verdict.sentence}" in ${view.sections.length} sections, ${statSync(file).size} bytes; a draft until a person approves it`,
      value: file,
    }
  })
  return {
    device: { id: deviceId, hostname: device.hostname, os: device.os },
    restorePoint: { id: point.snapshotId, level: proof.level },
    report,
  }
}

function backupOf(protect: string) {
  return {
    paths: [protect],
    excludes: [],
    everyMinutes: 1440,
    rpoSeconds: 86_400,
    rtoSeconds: 4 * 3600,
    proofLevel: 'L2' as const,
    proofExpiryDays: 31,
    sampleFiles: 200,
  }
}

/** The signed policy pins the very restic that will run. */
function resticHash(io: Io): string | null {
  const beside = join(agentProgram().command, '..', 'restic')
  const places = [
    beside,
    io.env['MAINSTAY_RESTIC'] ?? '',
    ...(io.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'restic')),
  ]
  const program = places.find((place) => place !== '' && existsSync(place))
  if (program === undefined) throw new AppError('agent.no-restic', {})
  return createHash('sha256').update(readFileSync(program)).digest('hex')
}

/** Asks twice a second until there is an answer; an agent that ends, or the time, makes it a failed step. */
async function until<T>(step: string, seconds: number, agent: AgentProcess, ask: () => Promise<T | null>): Promise<T> {
  const ended = agent.exited.then((code) => {
    throw new AppError('cli.step-failed', { step, reason: `the agent ended with exit ${code}` })
  })
  ended.catch(() => {})
  const deadline = Date.now() + seconds * 1000
  while (Date.now() < deadline) {
    const answer = await Promise.race([ask(), ended])
    if (answer !== null) return answer
    await sleep(500)
  }
  throw new AppError('cli.step-failed', { step, reason: `it did not happen within ${seconds} s` })
}

function summary(steps: readonly Step[], o: Outcome): string {
  const width = Math.max(...steps.map((one) => one.name.length))
  return [
    ...steps.map((one) => `${one.name.padEnd(width)}  ${one.seconds.toFixed(1).padStart(6)} s  ${one.evidence}`),
    `report: ${o.report}`,
  ].join('\n')
}
