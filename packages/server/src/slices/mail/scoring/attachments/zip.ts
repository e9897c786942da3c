/** Lists a ZIP by its central directory, and unpacks single entries within bounds: a bomb costs what the bounds allow. */
import { inflateRawSync } from 'node:zlib'

export type ZipEntry = { name: string; encrypted: boolean; size: number; packed: number; method: number; at: number }
export type ZipListing = { entries: ZipEntry[]; damaged: boolean; cut: boolean }

const MOST_ENTRIES = 2000
const END_OF_DIRECTORY = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50

export function listZip(bytes: Buffer): ZipListing {
  const end = endOfDirectory(bytes)
  if (end < 0) return { entries: [], damaged: true, cut: false }
  const entries: ZipEntry[] = []
  let at = bytes.readUInt32LE(end + 16)
  const count = bytes.readUInt16LE(end + 10)
  while (entries.length < MOST_ENTRIES && at + 46 <= bytes.length && bytes.readUInt32LE(at) === ENTRY) {
    const nameLength = bytes.readUInt16LE(at + 28)
    entries.push({
      name: bytes.toString('utf8', at + 46, Math.min(bytes.length, at + 46 + Math.min(nameLength, 1000))),
      encrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return { entries, damaged: entries.length === 0 && count > 0, cut: count > entries.length }
}

/** The content of an entry; null where it is encrypted, damaged, packed in another way or larger than `most`. */
export function unpackEntry(bytes: Buffer, entry: ZipEntry, most: number): Buffer | null {
  if (entry.encrypted || entry.at + 30 > bytes.length || bytes.readUInt32LE(entry.at) !== LOCAL) return null
  const start = entry.at + 30 + bytes.readUInt16LE(entry.at + 26) + bytes.readUInt16LE(entry.at + 28)
  const packed = bytes.subarray(start, Math.min(bytes.length, start + entry.packed))
  if (entry.method === 0) return packed.length > most ? null : packed
  if (entry.method !== 8) return null
  try {
    return inflateRawSync(packed, { maxOutputLength: most })
  } catch {
    return null
  }
}

/** The record stands at the end, before a comment of at most 65,535 bytes. */
function endOfDirectory(bytes: Buffer): number {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 65_535); at--)
    if (bytes[at] === 0x50 && bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at
  return -1
}
