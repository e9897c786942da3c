/** Which device states have to be written: a change at once, mere figures now and then. */
import type { Id } from '@mainstay/kernel'
import type { Signal } from '../domain/signals.ts'
import type { DeviceMemory } from '../ingest/fleet.ts'
import type { DeviceKey } from '../ports.ts'
import type { Standing } from './device-watch.ts'
import type { DeviceStateRow } from './state-store.ts'

export type StateRows = {
  /** The row to write for a device; null when what stands is near enough. */
  due(
    device: DeviceKey,
    standing: Standing,
    signals: readonly Signal[],
    memory: DeviceMemory | undefined,
    now: number,
  ): DeviceStateRow | null
  written(rows: readonly DeviceStateRow[], now: number): void
  /** Of rows that are to be written: those whose state is another than before. */
  statesChanged(rows: readonly DeviceStateRow[]): DeviceStateRow[]
  clientOf(deviceId: Id): Id | undefined
  /** Another instance wrote meanwhile. */
  forget(): void
}

const FIGURES_EVERY_MS = 30_000

export function createStateRows(): StateRows {
  const last = new Map<Id, { row: DeviceStateRow; at: number }>()
  return {
    due: ({ clientId, deviceId }, { state, why }, signals, memory, now) => {
      const known = last.get(deviceId)
      const same = known !== undefined && known.row.state === state && known.row.why === why
      if (same && now - known.at < FIGURES_EVERY_MS) return null
      const heard = memory === undefined || memory.lastHeardAt === 0 ? null : new Date(memory.lastHeardAt)
      if (same && known.row.lastHeardAt?.getTime() === heard?.getTime()) return null
      return { clientId, deviceId, state, why, lastHeardAt: heard, ...figures(signals) }
    },
    written: (rows, now) => {
      for (const row of rows) last.set(row.deviceId, { row, at: now })
    },
    statesChanged: (rows) => rows.filter((row) => last.get(row.deviceId)?.row.state !== row.state),
    clientOf: (deviceId) => last.get(deviceId)?.row.clientId,
    forget: () => last.clear(),
  }
}

function figures(signals: readonly Signal[]): Pick<DeviceStateRow, 'cpu' | 'memory' | 'disk'> {
  const worst = (name: Signal['name']): number | null => {
    const values = signals.filter((signal) => signal.name === name).map((signal) => signal.value)
    return values.length === 0 ? null : Math.max(...values)
  }
  return { cpu: worst('cpu.busy'), memory: worst('memory.used'), disk: worst('filesystem.full') }
}
