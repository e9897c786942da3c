/** The contract of MetricsStore: run against every implementation. */
import { newId } from '@mainstay/kernel'
import { describe, expect, test } from 'vitest'
import type { Batch, Bucket, DeviceKey, MetricsStore, Point } from '../ports.ts'

export type StoreUnderTest = {
  store: MetricsStore
  /** A device that nobody else uses. */
  device(): Promise<DeviceKey>
  /** What time the store believes it is. */
  setNow(now: Date): void
  /** What its listener heard since it was started. */
  heard: readonly Batch[]
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A day that is over for long, at noon. */
export const NOON = Date.UTC(2026, 9, 14, 12)

export function metricsStoreSuite(name: string, make: () => Promise<StoreUnderTest>): void {
  let key = 0
  const batch = (device: DeviceKey, series: Record<number, Point[]>, receivedAt: number, own = ++key): Batch => ({
    ...device,
    key: own,
    receivedAt,
    series: Object.entries(series).map(([number, points]) => ({ series: Number(number), points })),
  })
  const raw = async (store: MetricsStore, device: DeviceKey, series: number, from: number, to: number): Promise<[number, number][]> => {
    const { buckets } = await store.range({ ...device, series: [series], from, to, stepMs: 1 })
    return (buckets.get(series) ?? []).map((bucket) => [bucket.at, bucket.sum])
  }

  describe(`${name} keeps the contract of a store of measurements`, () => {
    test('what was appended is there at once, in a half-open span', async () => {
      const { store, device, setNow } = await make()
      const d = await device()
      setNow(new Date(NOON))
      await store.append(
        batch(
          d,
          {
            1: [
              [NOON - 20_000, 0.1],
              [NOON - 10_000, -7.25],
              [NOON, 3],
            ],
            2: [[NOON, 1e300]],
          },
          NOON,
        ),
      )
      expect(await raw(store, d, 1, NOON - 20_000, NOON)).toEqual([
        [NOON - 20_000, 0.1],
        [NOON - 10_000, -7.25],
      ])
      expect(await raw(store, d, 2, NOON, NOON + 1)).toEqual([[NOON, 1e300]])
      expect(await raw(store, d, 3, NOON, NOON + 1)).toEqual([])
      expect(await raw(store, { ...d, deviceId: newId() }, 1, NOON - DAY, NOON + 1)).toEqual([])
    })

    test('listeners hear of each batch after it is kept', async () => {
      const { store, device, setNow, heard } = await make()
      const d = await device()
      setNow(new Date(NOON))
      const sent = batch(d, { 4: [[NOON, 5]] }, NOON)
      await store.append(sent)
      const mine = heard.filter((one) => one.deviceId === d.deviceId)
      expect(mine).toHaveLength(1)
      expect(mine[0]).toMatchObject({ ...d, key: sent.key, receivedAt: NOON, series: [{ series: 4, points: [[NOON, 5]] }] })
    })

    test('a batch that comes twice, and a time that comes twice, count once, before and after compaction', async () => {
      const { store, device, setNow } = await make()
      const d = await device()
      setNow(new Date(NOON))
      const twice = batch(d, { 1: [[NOON, 5]] }, NOON)
      await store.append(twice)
      await store.append(twice)
      await store.append(
        batch(
          d,
          {
            1: [
              [NOON, 6],
              [NOON + 1000, 7],
            ],
          },
          NOON,
        ),
      )
      const expected = [
        [NOON, 5],
        [NOON + 1000, 7],
      ]
      expect(await raw(store, d, 1, NOON, NOON + HOUR)).toEqual(expected)
      await store.compact(new Date(NOON + 2 * HOUR))
      expect(await raw(store, d, 1, NOON, NOON + HOUR)).toEqual(expected)
      await store.compact(new Date(NOON + 2 * DAY))
      expect(await raw(store, d, 1, NOON, NOON + HOUR)).toEqual(expected)
    })

    test('any mix of tiers reads as one: head, hours, days, and what came late to each', async () => {
      const { store, device, setNow } = await make()
      const d = await device()
      const expected: [number, number][] = []
      const send = async (receivedAt: number, from: number, n: number) => {
        const points = Array.from({ length: n }, (_, i): [number, number] => [from + i * 60_000, Math.round(Math.sin(i) * 1000) / 10])
        setNow(new Date(receivedAt))
        await store.append(batch(d, { 9: points }, receivedAt))
        expected.push(...points)
      }
      await send(NOON, NOON - 2 * DAY, 30)
      await send(NOON, NOON - 3 * HOUR, 30)
      await store.compact(new Date(NOON + 2 * HOUR))
      await send(NOON + 2 * HOUR, NOON - 2 * DAY + 30 * 60_000, 100)
      await send(NOON + 2 * HOUR, NOON - HOUR, 120)
      await store.compact(new Date(NOON + DAY))
      await send(NOON + DAY, NOON - 90 * 60_000, 10)
      await send(NOON + DAY, NOON + DAY - HOUR, 60)
      expected.sort((a, b) => a[0] - b[0])
      expect(await raw(store, d, 9, NOON - 3 * DAY, NOON + DAY)).toEqual(expected)
      await store.compact(new Date(NOON + 3 * DAY))
      expect(await raw(store, d, 9, NOON - 3 * DAY, NOON + DAY)).toEqual(expected)
    })

    test('intervals carry count, least, greatest and sum; a gap stays a gap; hours come out the same from every tier', async () => {
      const { store, device, setNow } = await make()
      const d = await device()
      setNow(new Date(NOON))
      const points = Array.from({ length: 180 }, (_, i): [number, number] => [NOON - 6 * HOUR + i * 60_000, i]).filter(
        ([, i]) => i < 60 || i >= 120,
      )
      await store.append(batch(d, { 1: points }, NOON))
      const hours = async (): Promise<Bucket[] | undefined> =>
        (await store.range({ ...d, series: [1], from: NOON - 12 * HOUR, to: NOON, stepMs: HOUR })).buckets.get(1)
      const expected = [
        { at: NOON - 6 * HOUR, n: 60, min: 0, max: 59, sum: (59 * 60) / 2 },
        { at: NOON - 4 * HOUR, n: 60, min: 120, max: 179, sum: 60 * 149.5 },
      ]
      expect(await hours()).toEqual(expected)
      await store.compact(new Date(NOON + 2 * HOUR))
      expect(await hours()).toEqual(expected)
      await store.compact(new Date(NOON + 2 * DAY))
      expect(await hours()).toEqual(expected)
      const quarter = await store.range({ ...d, series: [1], from: NOON - 6 * HOUR, to: NOON - 5 * HOUR, stepMs: 900_000 })
      expect(quarter.buckets.get(1)?.map((bucket) => [bucket.min, bucket.max])).toEqual([
        [0, 14],
        [15, 29],
        [30, 44],
        [45, 59],
      ])
      expect(quarter.spacingMs).toBe(60_000)
    })

    test('compaction may run at any time, again and twice at once', async () => {
      const { store, device, setNow } = await make()
      const d = await device()
      setNow(new Date(NOON))
      for (let i = 0; i < 20; i++) await store.append(batch(d, { 1: [[NOON + i * 1000, i]] }, NOON + i * 1000))
      const later = new Date(NOON + 2 * DAY)
      await Promise.all([store.compact(later), store.compact(later), store.compact(later)])
      await store.compact(later)
      expect(await raw(store, d, 1, NOON, NOON + HOUR)).toHaveLength(20)
    })

    test('samples on both sides of midnight lie on their own days', async () => {
      const { store, device, setNow } = await make()
      const d = await device()
      const midnight = Math.ceil(NOON / DAY) * DAY
      setNow(new Date(midnight + 1000))
      await store.append(
        batch(
          d,
          {
            1: [
              [midnight - 1, 1],
              [midnight, 2],
            ],
          },
          midnight + 1000,
        ),
      )
      await store.compact(new Date(midnight + 2 * DAY))
      const days = await store.range({ ...d, series: [1], from: midnight - DAY, to: midnight + DAY, stepMs: DAY })
      expect(days.buckets.get(1)?.map(({ at, sum }) => [at, sum])).toEqual([
        [midnight - DAY, 1],
        [midnight, 2],
      ])
      expect(await raw(store, d, 1, midnight - 1, midnight + 1)).toEqual([
        [midnight - 1, 1],
        [midnight, 2],
      ])
    })
  })
}
