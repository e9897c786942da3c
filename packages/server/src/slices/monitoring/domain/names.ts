/** Names of OpenTelemetry that collectors in the field still send, and the ones of today (semantic conventions 1.44). */
import type { Attributes } from '@mainstay/contract/agent'

export type SeriesIdentity = { name: string; unit: string; attributes: Attributes }

const NAMES: Record<string, string> = {
  'system.network.packets': 'system.network.packet.count',
  'system.network.dropped': 'system.network.packet.dropped',
  'system.network.connections': 'system.network.connection.count',
  'system.processes.count': 'system.process.count',
  'system.processes.created': 'system.process.created',
}

/** By the family of the metric: `state` of memory is another attribute than `state` of a filesystem. */
const ATTRIBUTES: [prefix: string, renamed: Record<string, string>][] = [
  ['system.cpu.', { state: 'cpu.mode', cpu: 'cpu.logical_number' }],
  ['system.memory.', { state: 'system.memory.state' }],
  [
    'system.paging.',
    { state: 'system.paging.state', direction: 'system.paging.direction', type: 'system.paging.fault.type', device: 'system.device' },
  ],
  ['system.disk.', { device: 'system.device', direction: 'disk.io.direction' }],
  [
    'system.filesystem.',
    {
      device: 'system.device',
      mountpoint: 'system.filesystem.mountpoint',
      type: 'system.filesystem.type',
      mode: 'system.filesystem.mode',
      state: 'system.filesystem.state',
    },
  ],
  [
    'system.network.',
    {
      device: 'network.interface.name',
      direction: 'network.io.direction',
      state: 'network.connection.state',
      protocol: 'network.transport',
    },
  ],
]

/** The same series under today's names, its attributes in the order of their names. */
export function canonical({ name, unit, attributes }: SeriesIdentity): SeriesIdentity {
  const renamed = ATTRIBUTES.find(([prefix]) => name.startsWith(prefix))?.[1] ?? {}
  const entries = Object.entries(attributes).map(([key, value]): [string, string] => [
    Object.hasOwn(renamed, key) ? (renamed[key] ?? key) : key,
    value,
  ])
  return {
    name: Object.hasOwn(NAMES, name) ? (NAMES[name] ?? name) : name,
    unit,
    attributes: Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))),
  }
}
