/** What monitoring needs of the outside: a store of measurements. Default: compressed chunks in PostgreSQL; any other keeps `metrics/store-suite.ts`. */
import type { Id } from '@mainstay/kernel'

export type DeviceKey = { clientId: Id; deviceId: Id }

/** `[Unix milliseconds, finite value]` */
export type Point = readonly [number, number]

/** What one device measured, as it is kept. `series` is a number within the device (the catalogue has name, unit, attributes). */
export type Batch = DeviceKey & {
  /** 48 bits that tell this batch from others of its device: a batch that came twice is counted once. */
  key: number
  receivedAt: number
  series: readonly { series: number; points: readonly Point[] }[]
}

/** `at` is the start of the interval in Unix milliseconds. */
export type Bucket = { at: number; n: number; min: number; max: number; sum: number }

/** Half-open `[from, to)`, both multiples of `stepMs` since 1970. */
export type RangeQuery = DeviceKey & { series: readonly number[]; from: number; to: number; stepMs: number }

export type RangeAnswer = {
  /** Buckets that hold samples, ascending; a gap in the data is a gap in the buckets. */
  buckets: Map<number, Bucket[]>
  /** The usual distance between samples; where only roll-ups are left, their hour. Null without two samples. */
  spacingMs: number | null
}

export type MetricsStore = {
  /** Tells `onKept` what was received lately, then all that is kept from now on, also by other instances (within seconds). */
  start(onKept: (batch: Batch) => void): Promise<void>
  /** Resolves when the batch survives a crash. Rejects with AppError when it is not sure that it does. */
  append(batch: Batch): Promise<void>
  range(query: RangeQuery): Promise<RangeAnswer>
  /** Moves what is complete into its lasting form. May run twice, also at once, and after a crash. */
  compact(now: Date): Promise<{ hours: number; days: number }>
  /** Drops what is older than it is kept for. */
  retain(now: Date): Promise<void>
  stop(): Promise<void>
}
