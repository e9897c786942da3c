/** What one network interface carried since boot, as measurements. */
import { measuring } from '../collector.ts'

export type Direction = { bytes: number; packets: number; errors: number; dropped: number | null }
export type Traffic = { name: string; receive: Direction; transmit: Direction }

export function networkTraffic(at: string, interfaces: Traffic[]) {
  const { list, put } = measuring(at)
  for (const { name, ...directions } of interfaces) {
    for (const [direction, n] of Object.entries(directions)) {
      const attributes = { 'network.interface.name': name, 'network.io.direction': direction }
      put('system.network.io', 'By', n.bytes, attributes)
      put('system.network.packet.count', '{packet}', n.packets, attributes)
      put('system.network.errors', '{error}', n.errors, attributes)
      put('system.network.packet.dropped', '{packet}', n.dropped, attributes)
    }
  }
  return list
}
