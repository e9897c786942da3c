/** Finds the disk images of a restore point, and refuses what is not a raw disk. */
import type { ProofReason } from '@mainstay/contract/recovery'
import { openContained } from '../../platform/files/contain.ts'
import { brief, reason } from '../reason.ts'
import { foreignFormat, HEADER_BYTES } from '../sandbox/image-format.ts'
import { readPartitionTable } from '../sandbox/partition-table.ts'
import type { Image } from './boot-server.ts'

export type FoundImages = { kind: 'images'; images: Image[] } | { kind: 'refused'; verdict: 'failed' | 'unknown'; reason: ProofReason }

/** `root` is the restore point's own root, mounted or restored; `paths` what was backed up. The first one is started from. */
export async function findImages(root: string, paths: readonly string[]): Promise<FoundImages> {
  const images: Image[] = []
  for (const path of paths) {
    const opened = await openContained(root, path.replace(/^\/+/, ''))
    if (!opened.ok)
      return { kind: 'refused', verdict: 'failed', reason: reason('recovery.image.missing', { detail: `${path}: ${opened.reason}` }) }
    try {
      const { size } = opened
      if (size === 0) return { kind: 'refused', verdict: 'failed', reason: reason('recovery.image.empty', { name: path, bytes: size }) }
      const header = Buffer.alloc(Math.min(HEADER_BYTES, size))
      await opened.handle.read(header, 0, header.length, 0)
      const format = foreignFormat(header)
      if (format !== null) return { kind: 'refused', verdict: 'unknown', reason: reason('recovery.image.foreign-format', { format }) }
      images.push({ path: opened.path, bytes: size, table: readPartitionTable(header) })
    } catch (error) {
      const detail = `${path}: ${brief(error instanceof Error ? error.message : String(error))}`
      return { kind: 'refused', verdict: 'failed', reason: reason('recovery.image.missing', { detail }) }
    } finally {
      await opened.handle.close()
    }
  }
  return { kind: 'images', images }
}
