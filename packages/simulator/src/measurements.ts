/** What an agent measures on a small Linux server: 59 series, with values that move as such values do, the same for the same seed. */
import type { SeriesBatch } from '@mainstay/contract/agent'

/** `seed` tells machines apart. `decimals` of shares; null for the whole double, as a division gives it. */
export function createMachine(seed: number, decimals: number | null = null) {
  const random = randomOf(seed + 1)
  const sources = sourcesOf(random, decimals)
  return {
    series: sources.length,
    random,
    /** One collection: a point of each series, at this Unix time in milliseconds. */
    collect: (at: number): SeriesBatch[] =>
      sources.map(({ name, unit, attributes, next }) => ({ name, unit, attributes, points: [[at, next()]] })),
  }
}

/** Later collections of the same machine, put into one batch. */
export function joined(collections: readonly SeriesBatch[][]): SeriesBatch[] {
  const [first = [], ...later] = collections
  return first.map((series, i) => ({ ...series, points: [...series.points, ...later.flatMap((one) => one[i]?.points ?? [])] }))
}

type Source = { name: string; unit: string; attributes: Record<string, string>; next(): number }

/** Deterministic, so that two runs measure the same. */
function randomOf(seed: number): () => number {
  let state = (seed * 2_654_435_761) % 2_147_483_647 || 1
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}

function sourcesOf(random: () => number, decimals: number | null): Source[] {
  const share = (value: number): number => (decimals === null ? value : Math.round(value * 10 ** decimals) / 10 ** decimals)
  const walk = (start: number, step: number) => {
    let value = start
    return () => (value = Math.min(1, Math.max(0, value + (random() - 0.5) * step)))
  }
  /** Ticks of four processors in ten seconds, each kind over their sum, which is a few ticks off. */
  const ticks = () => {
    const kinds = {
      user: walk(0.1, 0.05),
      nice: () => 0,
      system: walk(0.04, 0.02),
      idle: () => 0,
      iowait: walk(0.01, 0.005),
      interrupt: walk(0.003, 0.001),
      steal: () => 0,
    }
    let spent: Record<string, number> = {}
    let total = 0
    const turn = (): void => {
      total = 3996 + Math.floor(random() * 9)
      spent = Object.fromEntries(Object.entries(kinds).map(([kind, next]) => [kind, Math.floor(next() * total)]))
      spent['idle'] = total - Object.values(spent).reduce((a, b) => a + b, 0)
    }
    return Object.fromEntries(
      Object.keys(kinds).map((kind, i) => [
        kind,
        () => {
          if (i === 0) turn()
          return share((spent[kind] ?? 0) / total)
        },
      ]),
    )
  }
  /** Sectors times their size, or ticks by so many in a second: as the kernel's counters are read. */
  const counter = (rate: number, times = 1, by = 1) => {
    let total = Math.floor(random() * 1e9)
    return () => {
      total += Math.floor(random() * random() * rate)
      return (total * times) / by
    }
  }
  const still = (value: number) => () => value
  /** Bytes used, and their share of the total, of the same moment. */
  const part = (total: number, start: number, step: number): { usage: () => number; share: () => number } => {
    const next = walk(start, step)
    let now = 0
    return {
      usage: () => {
        now = Math.floor((next() * total) / 4096) * 4096
        return now
      },
      share: () => share(now / total),
    }
  }
  const memory = 16 * 2 ** 30
  const disk = 61_035_156 * 4096
  const ram = {
    used: part(memory, 0.4, 0.002),
    free: part(memory, 0.2, 0.002),
    buffers: part(memory, 0.02, 0.0001),
    cached: part(memory, 0.35, 0.001),
  }
  const space = { used: part(disk, 0.5, 0.00001), free: part(disk, 0.45, 0.00001), reserved: part(disk, 0.05, 0) }
  const usages = (all: Record<string, { usage: () => number }>) =>
    Object.fromEntries(Object.entries(all).map(([key, one]) => [key, one.usage]))
  const shares = (all: Record<string, { share: () => number }>) =>
    Object.fromEntries(Object.entries(all).map(([key, one]) => [key, one.share]))
  const of = (name: string, unit: string, key: string, values: Record<string, () => number>, more: Record<string, string> = {}): Source[] =>
    Object.entries(values).map(([value, next]) => ({ name, unit, attributes: { ...more, [key]: value }, next }))
  const one = (name: string, unit: string, next: () => number): Source => ({ name, unit, attributes: {}, next })
  const mount = {
    'system.device': '/dev/vda1',
    'system.filesystem.mountpoint': '/',
    'system.filesystem.type': 'ext4',
    'system.filesystem.mode': 'rw',
  }
  const cpuTime = () => counter(400, 1, 100)
  return [
    ...of('system.cpu.time', 's', 'cpu.mode', {
      user: cpuTime(),
      nice: still(13.5),
      system: cpuTime(),
      idle: cpuTime(),
      iowait: cpuTime(),
      interrupt: cpuTime(),
      steal: still(0),
    }),
    ...of('system.cpu.utilization', '1', 'cpu.mode', ticks()),
    one('system.cpu.logical.count', '{cpu}', still(4)),
    ...of('system.memory.usage', 'By', 'system.memory.state', usages(ram)),
    ...of('system.memory.utilization', '1', 'system.memory.state', shares(ram)),
    one('system.memory.limit', 'By', still(memory)),
    one('system.memory.linux.available', 'By', part(memory, 0.55, 0.002).usage),
    ...of('system.paging.operations', '{operation}', 'system.paging.direction', { in: still(0), out: still(0) }),
    ...of('system.paging.faults', '{fault}', 'system.paging.fault.type', { major: counter(3), minor: counter(20_000) }),
    ...of(
      'system.disk.io',
      'By',
      'disk.io.direction',
      { read: counter(200_000, 512), write: counter(400_000, 512) },
      { 'system.device': 'vda' },
    ),
    ...of(
      'system.disk.operations',
      '{operation}',
      'disk.io.direction',
      { read: counter(300), write: counter(900) },
      { 'system.device': 'vda' },
    ),
    ...of(
      'system.disk.operation_time',
      's',
      'disk.io.direction',
      { read: counter(800, 1, 1000), write: counter(1500, 1, 1000) },
      { 'system.device': 'vda' },
    ),
    { name: 'system.disk.io_time', unit: 's', attributes: { 'system.device': 'vda' }, next: counter(900, 1, 1000) },
    ...of('system.filesystem.usage', 'By', 'system.filesystem.state', usages(space), mount),
    ...of('system.filesystem.utilization', '1', 'system.filesystem.state', shares(space), mount),
    { name: 'system.filesystem.limit', unit: 'By', attributes: mount, next: still(disk) },
    ...of(
      'system.network.io',
      'By',
      'network.io.direction',
      { receive: counter(5e6), transmit: counter(2e6) },
      { 'network.interface.name': 'eth0' },
    ),
    ...of(
      'system.network.packet.count',
      '{packet}',
      'network.io.direction',
      { receive: counter(6000), transmit: counter(4000) },
      { 'network.interface.name': 'eth0' },
    ),
    ...of(
      'system.network.errors',
      '{error}',
      'network.io.direction',
      { receive: still(0), transmit: still(0) },
      { 'network.interface.name': 'eth0' },
    ),
    ...of(
      'system.network.packet.dropped',
      '{packet}',
      'network.io.direction',
      { receive: still(11), transmit: still(0) },
      { 'network.interface.name': 'eth0' },
    ),
    ...of('system.network.connection.count', '{connection}', 'network.connection.state', {
      established: () => 40 + Math.floor(random() * 10),
      listen: still(12),
    }),
    one('system.cpu.load_average.1m', '{thread}', () => Math.round(random() * 100) / 100),
    one('system.cpu.load_average.5m', '{thread}', () => Math.round((0.3 + random() * 0.1) * 100) / 100),
    one('system.cpu.load_average.15m', '{thread}', () => Math.round((0.3 + random() * 0.03) * 100) / 100),
    one('system.uptime', 's', counter(20)),
    one('system.process.count', '{process}', () => 180 + Math.floor(random() * 5)),
    one('system.process.created', '{process}', counter(30)),
  ]
}
