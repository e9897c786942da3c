import type { MetricsBatch } from '@mainstay/contract/agent'
import { expect, test } from 'vitest'
import { judgeBatch, keepLatest, type Latest } from './domain.ts'

const received = new Date('2026-11-24T09:00:00Z')
const now = received.getTime()
const batch = (o: Partial<MetricsBatch>, points: [number, number][]): MetricsBatch => ({
  v: 1,
  bootId: 'boot-0001',
  seq: 1,
  sentAt: now,
  series: [{ name: 'x', unit: '1', attributes: {}, points }],
  ...o,
})

test('a clock that is an hour ahead or behind is taken off every point, and told', () => {
  for (const hour of [3_600_000, -3_600_000]) {
    const { series, answer } = judgeBatch(batch({ sentAt: now + hour }, [[now + hour - 10_000, 5]]), received)
    expect(series[0]?.points).toEqual([[now - 10_000, 5]])
    expect(answer).toMatchObject({ accepted: 1, clockSkewSeconds: hour / 1000, rejected: [] })
  }
})

test('a difference of seconds is the network and changes nothing', () => {
  expect(judgeBatch(batch({ sentAt: now - 2000 }, [[now - 3000, 1]]), received)).toMatchObject({
    series: [{ points: [[now - 3000, 1]] }],
    answer: { clockSkewSeconds: 0 },
  })
})

test('points of the future, of long ago and that are no number are named; the rest stands', () => {
  const { series, answer } = judgeBatch(
    batch({}, [
      [now, 1],
      [now + 6 * 60_000, 2],
      [now - 32 * 86_400_000, 3],
      [now, Number.NaN],
    ]),
    received,
  )
  expect(series[0]?.points).toEqual([[now, 1]])
  expect(answer).toMatchObject({ accepted: 1, rejected: [{ series: 0, points: 3, reason: expect.stringContaining('x:') }] })
})

test('the latest value is the newest by time, in whatever order points come', () => {
  const latest: Latest = new Map()
  keepLatest(latest, [
    {
      name: 'x',
      unit: '1',
      attributes: { a: '1', b: '2' },
      points: [
        [20, 2],
        [10, 1],
      ],
    },
  ])
  keepLatest(latest, [{ name: 'x', unit: '1', attributes: { b: '2', a: '1' }, points: [[15, 9]] }])
  expect([...latest.values()]).toEqual([{ name: 'x', unit: '1', attributes: { a: '1', b: '2' }, value: 2, at: 20 }])
})
