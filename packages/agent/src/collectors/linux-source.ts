/** Reads the running Linux: synchronous, since /proc and /sys answer from memory and a promise costs more than the read. */
import { readdirSync, readFileSync, statfsSync } from 'node:fs'
import type { LinuxSource } from './collector.ts'

export const linuxSource: LinuxSource = {
  read(path) {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return null
    }
  },
  list(path) {
    try {
      return readdirSync(path)
    } catch {
      return []
    }
  },
  space(mountpoint) {
    try {
      const s = statfsSync(mountpoint)
      return { total: s.blocks * s.bsize, free: s.bfree * s.bsize, available: s.bavail * s.bsize }
    } catch {
      return null
    }
  },
}
