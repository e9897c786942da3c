import { expect, test } from 'vitest'
import type { Alert } from '@mainstay/contract/monitoring'
import { chartKinds, thresholdOf } from './charts.ts'

const kind = (id: string) => {
  const found = chartKinds.find((one) => one.id === id)
  if (found === undefined) throw new Error(`no chart ${id}`)
  return found
}
const series = (attributes: Record<string, string>, ...values: number[]) => ({
  name: 'x',
  unit: '1',
  attributes,
  points: values.map((value, index): [number, number, number, number] => [index * 10_000, value, value, value]),
})

test('the processor is busy for what it is not idle', () => {
  const lines = kind('cpu').lines([series({ 'cpu.mode': 'idle' }, 0.75), series({ 'cpu.mode': 'user' }, 0.2)])
  expect(lines).toEqual([{ label: 'Busy', points: [[0, 0.25, 0.25, 0.25]] }])
})

test('each file system has its line, named by where it is mounted', () => {
  const used = (mountpoint: string) => series({ 'system.filesystem.state': 'used', 'system.filesystem.mountpoint': mountpoint }, 0.5)
  const free = series({ 'system.filesystem.state': 'free', 'system.filesystem.mountpoint': '/' }, 0.5)
  expect(
    kind('disk-space')
      .lines([used('/'), free, used('/srv')])
      .map(({ label }) => label),
  ).toEqual(['/', '/srv'])
})

test('traffic is the sum of the real interfaces, as a rate', () => {
  const received = (name: string, ...values: number[]) =>
    series({ 'network.interface.name': name, 'network.io.direction': 'receive' }, ...values)
  const lines = kind('network-traffic').lines([received('eth0', 0, 100), received('eth1', 0, 50), received('lo', 0, 1e9)])
  expect(lines).toEqual([{ label: 'Received', points: [[10_000, 15, 15, 15]] }])
})

test('a chart without its series has no lines', () => expect(chartKinds.flatMap(({ lines }) => lines([]))).toEqual([]))

test('the threshold is the one that an alert of this kind names', () => {
  const alert = (rule: string, threshold: number | null) => ({ rule, why: { threshold } }) as Alert
  expect(thresholdOf(kind('disk-space'), [alert('cpu-high', 0.9), alert('filesystem-full', 0.95)])).toBe(0.95)
  expect(thresholdOf(kind('memory'), [alert('filesystem-full', 0.95)])).toBeNull()
  expect(thresholdOf(kind('disk-traffic'), [alert('disk.io', 1)])).toBeNull()
})
