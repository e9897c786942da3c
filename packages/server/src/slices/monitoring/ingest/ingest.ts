/** Takes a device's batch: what can be kept is durable before the answer says "accepted". */
import { hash } from 'node:crypto'
import type { MetricsAnswer, MetricsBatch } from '@mainstay/contract/agent'
import { type Admission, admit } from '../domain/admit.ts'
import type { DeviceKey, MetricsStore } from '../ports.ts'
import { type Catalogue, type DeviceSeries, MOST_SERIES, type SeriesType } from './catalogue.ts'
import type { Fleet } from './fleet.ts'

export type IngestBatch = (device: DeviceKey, batch: MetricsBatch, receivedAt: Date) => Promise<MetricsAnswer>

type Deps = {
  store: MetricsStore
  catalogue: Catalogue
  fleet: Fleet
  /** Told of each batch that was kept, with the skew of the agent's clock. */
  seen(device: DeviceKey, at: Date, skewSeconds: number): void
  /** The store did not take a batch: that devices are not heard is our fault for the time being. */
  onOutage(at: Date): void
}

export function createIngest({ store, catalogue, fleet, seen, onOutage }: Deps): IngestBatch {
  /** Batches on their way, so that one sent again in the meantime waits for the same write. */
  const inFlight = new Map<string, Promise<void>>()
  const shifts = new Map<string, { bootId: string; shiftMs: number }>()

  return async (device, batch, receivedAt) => {
    const { deviceId } = device
    const known = shifts.get(deviceId)
    const admission = admit(batch, receivedAt.getTime(), known?.bootId === batch.bootId ? known.shiftMs : 0)
    if (admission.shiftMs !== 0) shifts.set(deviceId, { bootId: batch.bootId, shiftMs: admission.shiftMs })
    else if (known !== undefined) shifts.delete(deviceId)
    const key = keyOf(batch)
    try {
      const { series, answer } = await numbered(catalogue, device, batch, admission, receivedAt)
      if (series.length === 0) fleet.heard(device, receivedAt.getTime())
      else if (!fleet.hasBatch(deviceId, key)) {
        const id = `${deviceId} ${key}`
        const running =
          inFlight.get(id) ?? store.append({ ...device, key, receivedAt: receivedAt.getTime(), series }).finally(() => inFlight.delete(id))
        inFlight.set(id, running)
        await running
      }
      seen(device, receivedAt, answer.clockSkewSeconds)
      return answer
    } catch (error) {
      onOutage(receivedAt)
      throw error
    }
  }
}

type Numbered = { series: { series: number; points: Admission['series'][number]['points'] }[]; answer: MetricsAnswer }

/** Gives the admitted series their numbers; a new one is added to the catalogue, one too many is refused. */
async function numbered(catalogue: Catalogue, device: DeviceKey, batch: MetricsBatch, admission: Admission, now: Date): Promise<Numbered> {
  const all = catalogue.known(device.deviceId) ?? (await catalogue.load(device))
  let types = typesOf(catalogue, all, batch, admission)
  const missing = types.filter((type) => !all.numbers.has(type))
  if (missing.length > 0) {
    await catalogue.add(device, missing, now)
    types = typesOf(catalogue, all, batch, admission)
  }
  const { answer } = admission
  const series: Numbered['series'] = []
  const rejected = [...answer.rejected]
  let { accepted } = answer
  for (const [i, { index, points }] of admission.series.entries()) {
    const type = types[i]
    const number = type === undefined ? undefined : all.numbers.get(type)
    if (number !== undefined) {
      series.push({ series: number, points })
      continue
    }
    accepted -= points.length
    rejected.push({
      series: index,
      points: points.length,
      reason: `${batch.series[index]?.name}: this device has ${MOST_SERIES} series already`,
    })
  }
  return { series, answer: { ...answer, accepted, rejected } }
}

function typesOf(catalogue: Catalogue, all: DeviceSeries, batch: MetricsBatch, admission: Admission): SeriesType[] {
  return admission.series.map(({ index }) => catalogue.typeAt(all, index, batch.series[index] ?? NAMELESS))
}

const NAMELESS = { name: '', unit: '', attributes: {} }

/** 48 bits of `(bootId, seq)`. */
function keyOf({ bootId, seq }: MetricsBatch): number {
  return hash('sha256', `${bootId}\n${seq}`, 'buffer').readUIntBE(0, 6)
}
