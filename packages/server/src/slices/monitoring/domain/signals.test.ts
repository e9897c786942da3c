import { expect, test } from 'vitest'
import type { SeriesIdentity } from './names.ts'
import { canonical } from './names.ts'
import { planSignals, readSignals } from './signals.ts'

const mount = (mountpoint: string, state: string, mode = 'rw'): SeriesIdentity => ({
  name: 'system.filesystem.usage',
  unit: 'By',
  attributes: { 'system.filesystem.mountpoint': mountpoint, 'system.filesystem.state': state, 'system.filesystem.mode': mode },
})
const cpu = (mode: string): SeriesIdentity => ({ name: 'system.cpu.utilization', unit: '1', attributes: { 'cpu.mode': mode } })
const plain = (name: string): SeriesIdentity => ({ name, unit: 'By', attributes: {} })

function signals(series: [SeriesIdentity, number, number?][]) {
  const plan = planSignals(series.map(([one]) => one))
  return readSignals(
    plan,
    series.map(([, , at = 1000]) => at),
    series.map(([, value]) => value),
  )
}

test('a file system is as full as df says: used of used and free, without what is reserved', () => {
  expect(
    signals([
      [mount('/', 'used'), 30],
      [mount('/', 'free'), 10],
      [mount('/', 'reserved'), 60],
    ]),
  ).toEqual([{ name: 'filesystem.full', subject: '/', value: 0.75, at: 1000 }])
})

test('each mount has its own, and what is mounted to be read only is left out', () => {
  const all = signals([
    [mount('/', 'used'), 1],
    [mount('/', 'free'), 1],
    [mount('/data', 'used'), 9],
    [mount('/data', 'free'), 1],
    [mount('/snap', 'used', 'ro'), 1],
    [mount('/snap', 'free', 'ro'), 0],
  ])
  expect(all.map((one) => [one.subject, one.value])).toEqual([
    ['/', 0.5],
    ['/data', 0.9],
  ])
})

test('the processor is busy when it neither idles nor waits for a disk', () => {
  expect(
    signals([
      [cpu('idle'), 0.6],
      [cpu('iowait'), 0.3],
      [cpu('user'), 0.1],
    ])[0]?.value,
  ).toBeCloseTo(0.1)
  expect(signals([[cpu('idle'), 0.6]])[0]?.value).toBeCloseTo(0.4)
})

test('memory is what is not available, or where that is not told, what is used', () => {
  expect(
    signals([
      [plain('system.memory.linux.available'), 25],
      [plain('system.memory.limit'), 100],
    ])[0]?.value,
  ).toBe(0.75)
  const used: SeriesIdentity = { name: 'system.memory.utilization', unit: '1', attributes: { 'system.memory.state': 'used' } }
  expect(signals([[used, 0.4]])[0]).toMatchObject({ name: 'memory.used', value: 0.4 })
})

test('a signal is as old as its oldest part, absent while a part is missing, and never outside of 0 to 1', () => {
  expect(
    signals([
      [mount('/', 'used'), 1, 5000],
      [mount('/', 'free'), 1, 3000],
    ])[0]?.at,
  ).toBe(3000)
  expect(
    signals([
      [mount('/', 'used'), 1, 5000],
      [mount('/', 'free'), 1, 0],
    ]),
  ).toEqual([])
  expect(signals([[mount('/', 'used'), 1]])).toEqual([])
  expect(
    signals([
      [mount('/', 'used'), 0],
      [mount('/', 'free'), 0],
    ]),
  ).toEqual([])
  expect(signals([[cpu('idle'), 1.2]])[0]?.value).toBe(0)
})

test.each([
  [
    'system.network.packets',
    { device: 'eth0', direction: 'receive' },
    'system.network.packet.count',
    { 'network.interface.name': 'eth0', 'network.io.direction': 'receive' },
  ],
  ['system.network.dropped', { device: 'eth0' }, 'system.network.packet.dropped', { 'network.interface.name': 'eth0' }],
  ['system.disk.io', { device: 'sda', direction: 'read' }, 'system.disk.io', { 'disk.io.direction': 'read', 'system.device': 'sda' }],
  [
    'system.filesystem.usage',
    { state: 'used', mountpoint: '/' },
    'system.filesystem.usage',
    { 'system.filesystem.mountpoint': '/', 'system.filesystem.state': 'used' },
  ],
  ['system.memory.usage', { state: 'used' }, 'system.memory.usage', { 'system.memory.state': 'used' }],
  ['system.cpu.time', { state: 'idle' }, 'system.cpu.time', { 'cpu.mode': 'idle' }],
  ['vendor.thing', { state: 'x', b: '1', a: '2' }, 'vendor.thing', { a: '2', b: '1', state: 'x' }],
  ['constructor', { constructor: 'x' }, 'constructor', { constructor: 'x' }],
])('%s %j is %s %j today', (name, attributes, newName, newAttributes) => {
  const meant = canonical({ name, unit: '1', attributes })
  expect(meant).toEqual({ name: newName, unit: '1', attributes: newAttributes })
  expect(Object.keys(meant.attributes)).toEqual(Object.keys(newAttributes))
})
