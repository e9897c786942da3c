/** A fleet of simulated devices against a real server: enrols them, lets them send for a while, and tells what became of it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pause, type Session } from '@mainstay/agent/wire'
import type { Id } from '@mainstay/kernel'
import type { SimulateFleetOutput } from '@mainstay/contract/cli'
import { runDevice } from './device.ts'
import { enrolDevice } from './enrol-device.ts'
import { latencyOf } from './latency.ts'
import { createTally, type Tally } from './tally.ts'

export type FleetOptions = {
  server: string
  clientId: Id
  devices: number
  intervalSeconds: number
  durationSeconds: number
  /** A one-time token of the client, each time another. */
  mintToken(): Promise<string>
  /** Ends it early; what was measured until then is told. */
  signal: AbortSignal
  onProgress?: (text: string) => void
}

/** More at once would measure this machine's own processor. */
const ENROL_AT_ONCE = 8

export async function simulateFleet(o: FleetOptions): Promise<SimulateFleetOutput> {
  const { onProgress = () => {} } = o
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-fleet-'))
  try {
    const enrolling = performance.now()
    const { sessions, times } = await enrolAll(o, folder)
    const enrolSeconds = since(enrolling)
    onProgress(`${sessions.length} of ${o.devices} devices are enrolled (${enrolSeconds} s); they send every ${o.intervalSeconds} s`)
    const tally = createTally()
    const started = performance.now()
    const waiting = o.signal.aborted ? 0 : await sendAll(o, sessions, tally, onProgress)
    const seconds = o.signal.aborted && tally.sent === 0 ? 0 : since(started)
    return {
      server: o.server,
      clientId: o.clientId,
      interrupted: o.signal.aborted,
      intervalSeconds: o.intervalSeconds,
      seconds,
      devices: { asked: o.devices, enrolled: sessions.length, seconds: enrolSeconds, latencyMs: latencyOf(times) },
      batches: { sent: tally.sent, accepted: tally.accepted, refused: tally.refused, failed: tally.failed },
      samples: { ...tally.samples, waiting },
      samplesPerSecond: seconds === 0 ? 0 : Math.round(tally.samples.accepted / seconds),
      latencyMs: latencyOf(tally.times),
      reasons: [...tally.reasons].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function enrolAll(o: FleetOptions, folder: string): Promise<{ sessions: Session[]; times: number[] }> {
  const sessions: Session[] = []
  const times: number[] = []
  let number = 0
  const worker = async (): Promise<void> => {
    while (number < o.devices && !o.signal.aborted) {
      const mine = number++
      const token = await o.mintToken()
      const started = performance.now()
      try {
        sessions.push(await enrolDevice({ server: o.server, token, number: mine, folder, signal: o.signal }))
      } catch (error) {
        if (o.signal.aborted) return
        throw error
      }
      times.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: Math.min(ENROL_AT_ONCE, o.devices) }, worker))
  return { sessions, times }
}

/** Resolves with the points that wait at the end. */
async function sendAll(o: FleetOptions, sessions: readonly Session[], tally: Tally, onProgress: (text: string) => void): Promise<number> {
  const over = new AbortController()
  const signal = AbortSignal.any([o.signal, over.signal])
  const telling = setInterval(() => onProgress(`${tally.accepted} batches accepted, ${tally.failed} failed`), 10_000)
  const running = Promise.all(
    sessions.map((session, seed) => runDevice({ seed, session, intervalMs: o.intervalSeconds * 1000, tally, signal })),
  )
  try {
    await Promise.race([pause(o.durationSeconds * 1000, signal), running])
  } finally {
    over.abort()
    clearInterval(telling)
  }
  return (await running).reduce((sum, points) => sum + points, 0)
}

function since(started: number): number {
  return Math.round((performance.now() - started) / 100) / 10
}
