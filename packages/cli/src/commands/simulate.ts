/** `mainstay simulate fleet`: enrolled agents that behave, against a server of one's own or one that this starts and throws away. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { SimulateFleetOutput } from '@mainstay/contract/cli'
import { simulateFleet } from '@mainstay/simulator'
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { show, Unfinished, usage } from '../outcome.ts'
import { foldersOf } from '../processes/folders.ts'
import { firstClient } from '../processes/local-device.ts'
import { newDataFolder, startQuietServer } from '../processes/own-server.ts'
import { type LocalSigner, openSigner } from '../signer/open-signer.ts'
import { clientId, type SigningOptions, signerFrom, withJson } from './signing-options.ts'

type Options = SigningOptions & { devices: string; interval: string; duration: string; client?: string }
type Load = { devices: number; intervalSeconds: number; durationSeconds: number }

const CLIENT_NAME = 'Simulated fleet'
const MOST_DEVICES = 20_000

export function registerSimulate(program: Command, io: Io): void {
  const simulate = program.command('simulate').description('load that behaves like the real thing')
  withJson(simulate.command('fleet').description('enrolled agents that send what they measure'))
    .requiredOption('--devices <n>', 'how many devices')
    .requiredOption('--interval <seconds>', 'how often each measures and sends')
    .requiredOption('--duration <seconds>', 'for how long, once all are enrolled')
    .option('--server <url>', 'a running server that knows your signing key (default: one is started, and removed afterwards)')
    .option('--client <id>', `of which client the devices are, with --server (default: one named "${CLIENT_NAME}")`)
    .action((options: Options) => fleet(io, options))
}

async function fleet(io: Io, options: Options): Promise<void> {
  const load: Load = {
    devices: number('--devices', options.devices, 1, MOST_DEVICES, true),
    intervalSeconds: number('--interval', options.interval, 0.1, 3600),
    durationSeconds: number('--duration', options.duration, 1, 86_400),
  }
  if (options.client !== undefined && options.server === undefined)
    throw usage('--client needs --server: a server that is started here has none')
  const client = options.client === undefined ? null : clientId(options.client)
  const stopping = new AbortController()
  const interrupt = (): void => stopping.abort()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, interrupt)
  try {
    const measured =
      options.server === undefined
        ? await withOwnServer(io, (signer, url) => run(io, signer, { url, client, load, signal: stopping.signal }))
        : await withServer(io, options, client, load, stopping.signal)
    show(io, options.json, { json: measured, text: describe(measured) })
    if (measured.batches.accepted === 0 && !measured.interrupted) throw new Unfinished('the server accepted nothing')
  } finally {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, interrupt)
  }
}

async function withServer(io: Io, options: Options, client: string | null, load: Load, signal: AbortSignal): Promise<SimulateFleetOutput> {
  const url = (options.server ?? '').replace(/\/+$/, '')
  const measured = await run(io, await signerFrom(io, options), { url, client, load, signal })
  io.err(`The ${measured.devices.enrolled} simulated devices stay on the server, under client ${measured.clientId}.\n`)
  return measured
}

async function withOwnServer<T>(io: Io, work: (signer: LocalSigner, url: string) => Promise<T>): Promise<T> {
  const folders = foldersOf(newDataFolder('mainstay-simulate-'), io.env)
  const configDir = join(folders.root, 'keys')
  try {
    const server = await startQuietServer(io, folders, configDir)
    try {
      return await work(openSigner({ configDir, serverUrl: server.url }), server.url)
    } finally {
      // A clean stop would write a checkpoint of what is removed at once: with some minutes of load, ten seconds of disk.
      await server.discard()
    }
  } finally {
    rmSync(folders.root, { recursive: true, force: true })
  }
}

type Run = { url: string; client: string | null; load: Load; signal: AbortSignal }

async function run(io: Io, signer: LocalSigner, { url, client, load, signal }: Run): Promise<SimulateFleetOutput> {
  const id = client ?? (await firstClient(signer, CLIENT_NAME)).clientId
  if (client !== null) {
    await signer.context.server()
    await signer.createClientAuthority({ clientId: client })
  }
  return simulateFleet({
    ...load,
    server: url,
    clientId: id,
    signal,
    mintToken: async () => (await signer.mintToken({ clientId: id, expiresInHours: 1 })).token,
    onProgress: (text) => io.err(`${text}\n`),
  })
}

function number(name: string, text: string, least: number, most: number, whole = false): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= least && value <= most) || (whole && !Number.isInteger(value)))
    throw usage(`${name} is a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not ${text}`)
  return value
}

function describe({
  devices,
  batches,
  samples,
  latencyMs: took,
  interrupted,
  seconds,
  samplesPerSecond,
  reasons,
}: SimulateFleetOutput): string {
  const ms = (value: number | null): string => (value === null ? '-' : `${value} ms`)
  return [
    `${devices.enrolled} of ${devices.asked} devices enrolled in ${devices.seconds} s; p95 of an enrolment ${ms(devices.latencyMs.p95)}`,
    `${batches.sent} batches sent in ${seconds} s${interrupted ? ' until it was interrupted' : ''}: ${batches.accepted} accepted, ${batches.refused} refused, ${batches.failed} failed`,
    `${samples.accepted} of ${samples.measured} samples accepted, ${samplesPerSecond} a second; ${samples.waiting} waited at the end, ${samples.rejected} rejected, ${samples.dropped} dropped`,
    `answers: p50 ${ms(took.p50)}, p95 ${ms(took.p95)}, p99 ${ms(took.p99)}, longest ${ms(took.max)}`,
    ...reasons.slice(0, 10).map(({ reason, count }) => `  ${count} × ${reason}`),
  ].join('\n')
}
