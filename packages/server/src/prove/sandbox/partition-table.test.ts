import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDiskImage } from '@mainstay/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { looksForeign, readPartitionTable, startsByUefi } from './partition-table.ts'

const MIB = 2 ** 20
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tables-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function head(options: Parameters<typeof makeDiskImage>[1]): Buffer {
  const path = join(folder, `${options?.uefi ?? 'bios'}.img`)
  makeDiskImage(path, { ...options, bootLoader: false })
  const file = openSync(path, 'r')
  const buffer = Buffer.alloc(128 * 1024)
  readSync(file, buffer, 0, buffer.length, 0)
  closeSync(file)
  return buffer
}

test('an MBR with a Linux partition starts the old way', () => {
  const table = readPartitionTable(head({}))
  expect(table).toEqual({
    scheme: 'mbr',
    partitions: [
      { type: '0e', startBytes: MIB, bytes: 24 * MIB },
      { type: '83', startBytes: 25 * MIB, bytes: 32 * MIB },
    ],
  })
  expect([startsByUefi(table), looksForeign(table)]).toEqual([false, false])
})

test('a GPT with an EFI partition starts by UEFI, unless it has a place for the old loader too', () => {
  const buffer = head({ uefi: 'debian' })
  const table = readPartitionTable(buffer)
  expect(table.scheme).toBe('gpt')
  expect(table.partitions.map(({ startBytes, bytes }) => [startBytes / MIB, bytes / MIB])).toEqual([
    [1, 24],
    [25, 32],
  ])
  expect([startsByUefi(table), looksForeign(table)]).toEqual([true, false])
  const both = { ...table, partitions: [...table.partitions, { type: '21686148-6449-6e6f-744e-656564454649', startBytes: 0, bytes: 1 }] }
  expect(startsByUefi(both)).toBe(false)
})

test('a disk with partitions of Windows alone is another system’s, one without a table is nobody’s', () => {
  const sector = Buffer.alloc(1024)
  sector.writeUInt16LE(0xaa55, 510)
  sector[450] = 7
  sector.writeUInt32LE(2048, 454)
  sector.writeUInt32LE(4096, 458)
  expect(looksForeign(readPartitionTable(sector))).toBe(true)
  expect(readPartitionTable(Buffer.alloc(4096))).toEqual({ scheme: 'none', partitions: [] })
  expect(looksForeign(readPartitionTable(Buffer.alloc(4096)))).toBe(false)
})

test('a hostile or a short table is read within what is there', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4096 }), fc.boolean(), (bytes, isGpt) => {
      const buffer = Buffer.from(bytes)
      if (isGpt && buffer.length >= 1024) buffer.write('EFI PART', 512, 'latin1')
      else if (buffer.length >= 512) buffer.writeUInt16LE(0xaa55, 510)
      expect(readPartitionTable(buffer).partitions.length).toBeLessThanOrEqual(128)
    }),
  )
})
