import { MetricsBatchSchema } from '@mainstay/contract/agent'
import { expect, test } from 'vitest'
import { createMachine, joined } from './measurements.ts'

test('the same seed measures the same, another seed something else', () => {
  const [a, b, c] = [createMachine(1), createMachine(1), createMachine(2)]
  for (const at of [1000, 2000, 3000]) expect(a.collect(at)).toEqual(b.collect(at))
  expect(a.collect(4000)).not.toEqual(c.collect(4000))
})

test('collections that are joined are one batch of the wire, each series with all its points in order', () => {
  const machine = createMachine(3)
  const collections = [1000, 2000, 3000].map((at) => machine.collect(at))
  const series = joined(collections)
  expect(MetricsBatchSchema.safeParse({ v: 1, bootId: 'boot-0001', seq: 0, sentAt: 4000, series }).success).toBe(true)
  expect(series).toHaveLength(machine.series)
  for (const [i, one] of series.entries()) {
    expect(one.points.map(([at]) => at)).toEqual([1000, 2000, 3000])
    expect(one.points.map(([, value]) => value)).toEqual(collections.map((each) => each[i]?.points[0]?.[1]))
  }
  expect(joined([])).toEqual([])
})

test('a machine is one that could be: shares of the processor and of the disk sum up, counters never fall', () => {
  const machine = createMachine(4)
  let before = machine.collect(0)
  for (let at = 1; at < 200; at++) {
    const now = machine.collect(at)
    const sum = (name: string): number =>
      now.filter((one) => one.name === name).reduce((total, one) => total + (one.points[0]?.[1] ?? 0), 0)
    expect(sum('system.cpu.utilization')).toBeCloseTo(1, 1)
    for (const [i, one] of now.entries())
      if (one.name.endsWith('.io') || one.name === 'system.cpu.time')
        expect(one.points[0]?.[1] ?? 0).toBeGreaterThanOrEqual(before[i]?.points[0]?.[1] ?? 0)
    before = now
  }
})
