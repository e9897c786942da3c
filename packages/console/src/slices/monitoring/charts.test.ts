import { expect, test } from 'vitest'
import type { Alert } from '@mainstay/contract/monitoring'
import { chartKinds, startOf, thresholdOf } from './charts.ts'

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

test('the processor is busy for what it is neither idle nor waiting for a disk', () => {
  const lines = kind('cpu').lines([
    series({ 'cpu.mode': 'idle' }, 0.5),
    series({ 'cpu.mode': 'iowait' }, 0.25),
    series({ 'cpu.mode': 'user' }, 0.2),
  ])
  expect(lines).toEqual([{ label: 'Busy', points: [[0, 0.25, 0.25, 0.25]] }])
})

test('each file system has its line, named by where it is mounted, and is as full as df has it', () => {
  const of = (mountpoint: string, state: string, value: number) =>
    series({ 'system.filesystem.state': state, 'system.filesystem.mountpoint': mountpoint }, value)
  const all = [of('/', 'used', 0.2), of('/', 'free', 0.2), of('/', 'reserved', 0.6), of('/srv', 'used', 0.1), of('/srv', 'free', 0.9)]
  expect(kind('disk-space').lines(all)).toEqual([
    { label: '/', points: [[0, 0.5, 0.5, 0.5]] },
    { label: '/srv', points: [[0, 0.1, 0.1, 0.1]] },
  ])
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

test('the charts of a machine that is new here begin where it began, but are never narrower than ten minutes', () => {
  const to = Date.parse('2026-11-24T12:00:00Z')
  const start = (hours: number, enrolledAt: string) => new Date(startOf({ to, hours, enrolledAt })).toISOString().slice(11, 16)
  expect(start(6, '2026-01-01T00:00:00Z')).toBe('06:00')
  expect(start(6, '2026-11-24T09:30:00Z')).toBe('09:30')
  expect(start(6, '2026-11-24T11:59:00Z')).toBe('11:50')
})
