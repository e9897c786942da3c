/** Where in the head the batches of each device lie, so that a question about one device reads its records alone. */
import type { HeadPosition } from './head-writer.ts'

export type RecentIndex = {
  add(deviceId: string, position: HeadPosition): void
  /** In the order they were added. */
  positions(deviceId: string): HeadPosition[]
  /** Rows before `seq` are gone from the head. */
  forgetBefore(seq: number): void
}

/** Three numbers a batch: a row's seq, the record's offset and length. */
const STRIDE = 3
type Places = { numbers: Float64Array; used: number }

export function createRecentIndex(): RecentIndex {
  const byDevice = new Map<string, Places>()
  return {
    add: (deviceId, { seq, offset, length }) => {
      let places = byDevice.get(deviceId)
      if (places === undefined) byDevice.set(deviceId, (places = { numbers: new Float64Array(8 * STRIDE), used: 0 }))
      if (places.used === places.numbers.length) {
        const grown = new Float64Array(places.numbers.length * 2)
        grown.set(places.numbers)
        places.numbers = grown
      }
      places.numbers[places.used++] = seq
      places.numbers[places.used++] = offset
      places.numbers[places.used++] = length
    },
    positions: (deviceId) => {
      const places = byDevice.get(deviceId)
      if (places === undefined) return []
      const { numbers } = places
      return Array.from({ length: places.used / STRIDE }, (_, i) => ({
        seq: numbers[i * STRIDE] ?? 0,
        offset: numbers[i * STRIDE + 1] ?? 0,
        length: numbers[i * STRIDE + 2] ?? 0,
      }))
    },
    forgetBefore: (seq) => {
      for (const [deviceId, places] of byDevice) {
        let kept = 0
        const { numbers } = places
        for (let i = 0; i < places.used; i += STRIDE) {
          if ((numbers[i] ?? 0) < seq) continue
          numbers.copyWithin(kept, i, i + STRIDE)
          kept += STRIDE
        }
        if (kept === 0) byDevice.delete(deviceId)
        else byDevice.set(deviceId, { numbers: numbers.slice(0, Math.max(kept, 8 * STRIDE)), used: kept })
      }
    },
  }
}
