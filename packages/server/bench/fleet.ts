/** The agents of a benchmark: the machines of the simulator, in batches of a given shape. */
import { gzipSync } from 'node:zlib'
import type { SeriesBatch } from '@mainstay/contract/agent'
import { createMachine, joined } from '@mainstay/simulator/measurements'

export type Shape = {
  /** Points of each series in a batch: 1 when an agent sends as it collects, more when it gathers. */
  pointsInBatch: number
  intervalMs: number
  /** Decimals of shares; null for the whole double, as a division gives it. */
  decimals: number | null
  /** How late a collection may be, at most. */
  jitterMs: number
}

export function createAgent(seed: number, { pointsInBatch, intervalMs, decimals, jitterMs }: Shape, startMs: number) {
  const machine = createMachine(seed, decimals)
  let time = startMs
  let seq = 0
  return {
    series: machine.series,
    /** Measurements alone, as they would be stored. */
    collect(): SeriesBatch[] {
      const collections: SeriesBatch[][] = []
      for (let n = 0; n < pointsInBatch; n++) {
        time += intervalMs
        collections.push(machine.collect(time + Math.floor(machine.random() * (jitterMs + 1))))
      }
      return joined(collections)
    },
    /** A packed body of a request. */
    body(sentAt: (time: number) => number): Buffer {
      const series = this.collect()
      return gzipSync(JSON.stringify({ v: 1, bootId: `benchmark-${seed}`, seq: seq++, sentAt: sentAt(time), series }), { level: 6 })
    },
  }
}
