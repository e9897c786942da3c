/** What one disk did since boot, as measurements. */
import { measuring } from '../collector.ts'

/** Bytes, counts and seconds since boot; null where the system does not tell. */
export type DiskActivity = {
  device: string
  readBytes: number
  writeBytes: number
  reads: number
  writes: number
  readSeconds: number | null
  writeSeconds: number | null
  busySeconds: number | null
}

export function diskActivity(at: string, disks: DiskActivity[]) {
  const { list, put } = measuring(at)
  for (const disk of disks) {
    const device = { 'system.device': disk.device }
    const read = { ...device, 'disk.io.direction': 'read' }
    const write = { ...device, 'disk.io.direction': 'write' }
    put('system.disk.io', 'By', disk.readBytes, read)
    put('system.disk.io', 'By', disk.writeBytes, write)
    put('system.disk.operations', '{operation}', disk.reads, read)
    put('system.disk.operations', '{operation}', disk.writes, write)
    put('system.disk.operation_time', 's', disk.readSeconds, read)
    put('system.disk.operation_time', 's', disk.writeSeconds, write)
    put('system.disk.io_time', 's', disk.busySeconds, device)
  }
  return list
}
