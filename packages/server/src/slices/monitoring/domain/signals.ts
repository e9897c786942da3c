/** Signals: what the rules look at and the device list shows, made of a device's newest values. Shares from 0 to 1, more is worse. */
import type { SeriesIdentity } from './names.ts'
import type { SignalName } from './rules.ts'

export type Signal = {
  name: SignalName
  /** What of the device: the mount point of a file system, else empty. */
  subject: string
  value: number
  /** Unix milliseconds of the older of the values that it is made of. */
  at: number
}

/** Which series of a device make its signals: found once, and again when it gets a new series. */
export type SignalPlan = { name: SignalName; subject: string; numbers: number[]; value(values: number[]): number }[]

type Reader = (numbers: Map<string, number>) => SignalPlan

export function planSignals(series: readonly (SeriesIdentity | undefined)[]): SignalPlan {
  const numbers = new Map<string, number>()
  const mounts = new Map<string, { used?: number; free?: number }>()
  for (const [number, one] of series.entries()) {
    if (one === undefined) continue
    const { name, attributes } = one
    if (name === 'system.filesystem.usage') takeMount(mounts, attributes, number)
    numbers.set(keyOf(name, attributes), number)
  }
  return [...cpu(numbers), ...memory(numbers), ...filesystems(mounts)]
}

export function readSignals(plan: SignalPlan, times: readonly number[], values: readonly number[]): Signal[] {
  const signals: Signal[] = []
  for (const { name, subject, numbers, value } of plan) {
    const at = Math.min(...numbers.map((number) => times[number] ?? 0))
    const result = value(numbers.map((number) => values[number] ?? 0))
    if (at > 0 && Number.isFinite(result)) signals.push({ name, subject, at, value: Math.min(1, Math.max(0, result)) })
  }
  return signals
}

/** Waiting for a disk is not being busy. */
const cpu: Reader = (numbers) => {
  const idle = numbers.get('system.cpu.utilization cpu.mode=idle')
  if (idle === undefined) return []
  const wait = numbers.get('system.cpu.utilization cpu.mode=iowait')
  if (wait === undefined) return [{ name: 'cpu.busy', subject: '', numbers: [idle], value: ([share = 0]) => 1 - share }]
  return [{ name: 'cpu.busy', subject: '', numbers: [idle, wait], value: ([a = 0, b = 0]) => 1 - a - b }]
}

/** Linux says itself what is available; elsewhere it is what is not used. */
const memory: Reader = (numbers) => {
  const available = numbers.get('system.memory.linux.available ')
  const limit = numbers.get('system.memory.limit ')
  if (available !== undefined && limit !== undefined)
    return [{ name: 'memory.used', subject: '', numbers: [available, limit], value: ([free = 0, all = 0]) => 1 - free / all }]
  const used = numbers.get('system.memory.utilization system.memory.state=used')
  return used === undefined ? [] : [{ name: 'memory.used', subject: '', numbers: [used], value: ([share = 0]) => share }]
}

/** As df(1) has it: used of what is used and free to users; what is reserved for root is neither. */
function filesystems(mounts: Map<string, { used?: number; free?: number }>): SignalPlan {
  return [...mounts].flatMap(([subject, { used, free }]) =>
    used === undefined || free === undefined
      ? []
      : [{ name: 'filesystem.full' as const, subject, numbers: [used, free], value: ([u = 0, f = 0]: number[]) => u / (u + f) }],
  )
}

/** A read-only file system is as full as it was made. */
function takeMount(mounts: Map<string, { used?: number; free?: number }>, attributes: Record<string, string>, number: number): void {
  const mountpoint = attributes['system.filesystem.mountpoint']
  const state = attributes['system.filesystem.state']
  if (mountpoint === undefined || attributes['system.filesystem.mode'] === 'ro' || (state !== 'used' && state !== 'free')) return
  const mount = mounts.get(mountpoint) ?? {}
  mount[state] = number
  mounts.set(mountpoint, mount)
}

function keyOf(name: string, attributes: Record<string, string>): string {
  const text = Object.entries(attributes).map(([key, value]) => `${key}=${value}`)
  return `${name} ${text.join(',')}`
}
