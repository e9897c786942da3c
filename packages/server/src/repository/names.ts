/** Which names and sizes a restic repository can have; anything else does not reach the storage. */
import { FILE_TYPES, type FileType } from './storage.ts'

const MIB = 1024 * 1024

/**
 * Largest file of each type in bytes. restic's packs end at 128 MiB and one blob (8 MiB) more; an index holds 50,000 blobs or more when packs
 * were merged; a snapshot lists paths and excludes.
 */
export const MAX_BYTES: Record<FileType | 'config', number> = {
  config: MIB / 16,
  keys: MIB / 16,
  locks: MIB / 16,
  snapshots: 16 * MIB,
  index: 256 * MIB,
  data: 256 * MIB,
}

export function isFileName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name)
}

export function isFileType(text: string): text is FileType {
  return FILE_TYPES.some((type) => type === text)
}

/** Small files that restic needs for reading: they are taken even when the disk or the quota is used up. */
export function isNeededForReading(type: FileType | 'config'): boolean {
  return type === 'locks' || type === 'keys' || type === 'config'
}
