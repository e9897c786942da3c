/** Which charts a device's page has, and how each is made of the measured series. */
import type { Alert, SeriesAnswer } from '@mainstay/contract/monitoring'
import { complement, type Line, rate, shareOfBoth, total } from '../../ui/chart/lines.ts'

type Series = SeriesAnswer['series'][number]

export type ChartKind = {
  id: string
  title: string
  /** OpenTelemetry's name of the series that are read. */
  metric: string
  /** Of what is drawn, which is not always what is measured. */
  unit: string
  /** A word in the names of the rules that watch this. */
  rule: string
  lines: (series: readonly Series[]) => Line[]
}

export const chartKinds: readonly ChartKind[] = [
  {
    id: 'cpu',
    title: 'Processor',
    metric: 'system.cpu.utilization',
    unit: '1',
    rule: 'cpu',
    lines: (series) => {
      // Waiting for a disk is not being busy: as the rules that raise alerts count it.
      const rest = series.filter((one) => ['idle', 'iowait'].includes(one.attributes['cpu.mode'] ?? ''))
      return rest.length === 0 ? [] : [{ label: 'Busy', points: complement(total(rest.map(({ points }) => points))) }]
    },
  },
  {
    id: 'memory',
    title: 'Memory',
    metric: 'system.memory.utilization',
    unit: '1',
    rule: 'memory',
    lines: (series) =>
      series.filter((one) => one.attributes['system.memory.state'] === 'used').map(({ points }) => ({ label: 'Used', points })),
  },
  {
    id: 'disk-space',
    title: 'Disk space',
    metric: 'system.filesystem.utilization',
    unit: '1',
    rule: 'filesystem',
    lines: (series) => {
      const of = (mount: string, state: string): Series['points'] =>
        series.find(({ attributes: a }) => a['system.filesystem.mountpoint'] === mount && a['system.filesystem.state'] === state)?.points ??
        []
      const mounts = new Set(series.flatMap(({ attributes }) => attributes['system.filesystem.mountpoint'] ?? []))
      return [...mounts].map((mount) => ({ label: mount, points: shareOfBoth(of(mount, 'used'), of(mount, 'free')) }))
    },
  },
  {
    id: 'disk-traffic',
    title: 'Disk traffic',
    metric: 'system.disk.io',
    unit: 'By/s',
    rule: 'disk.io',
    lines: (series) => byDirection(series, 'disk.io.direction', { read: 'Read', write: 'Written' }),
  },
  {
    id: 'network-traffic',
    title: 'Network traffic',
    metric: 'system.network.io',
    unit: 'By/s',
    rule: 'network',
    lines: (series) =>
      byDirection(
        series.filter((one) => one.attributes['network.interface.name'] !== 'lo'),
        'network.io.direction',
        { receive: 'Received', transmit: 'Sent' },
      ),
  },
  {
    id: 'processes',
    title: 'Processes',
    metric: 'system.process.count',
    unit: '{process}',
    rule: 'process',
    lines: (series) => (series.length === 0 ? [] : [{ label: 'All', points: total(series.map(({ points }) => points)) }]),
  },
]

/** Counters of several disks or interfaces, as one rate for each direction. */
function byDirection(series: readonly Series[], attribute: string, names: Record<string, string>): Line[] {
  return Object.entries(names).flatMap(([direction, label]) => {
    const those = series.filter((one) => one.attributes[attribute] === direction)
    return those.length === 0 ? [] : [{ label, points: total(those.map(({ points }) => rate(points))) }]
  })
}

/** The threshold that an alert names, where one of this device is about what the chart shows. */
export function thresholdOf(kind: Pick<ChartKind, 'rule' | 'unit'>, alerts: readonly Alert[]): number | null {
  if (kind.unit !== '1') return null
  const alert = alerts.find(({ rule, why }) => rule.toLowerCase().includes(kind.rule) && why.threshold !== null)
  return alert?.why.threshold ?? null
}

/** Less than this is more empty paper than chart, or a chart of two points over the whole width. Milliseconds. */
const SHORTEST_MS = 10 * 60_000

/** Where the charts begin, in Unix milliseconds: a machine that is new here has no past to leave room for. */
export function startOf({ to, hours, enrolledAt }: { to: number; hours: number; enrolledAt: string }): number {
  return Math.min(Math.max(to - hours * 3_600_000, Date.parse(enrolledAt)), to - SHORTEST_MS)
}
