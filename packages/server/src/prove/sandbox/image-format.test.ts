import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { requireServerParts } from '@mainstay/testing'
import { foreignFormat, HEADER_BYTES } from './image-format.ts'

requireServerParts()
const folder = mkdtempSync(join(tmpdir(), 'image-format-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.each([
  ['qcow2', [], 'a qcow2 image'],
  ['qed', [], 'a QED image'],
  ['vmdk', [], 'a VMDK image'],
  ['vmdk', ['-o', 'subformat=twoGbMaxExtentFlat'], 'a VMDK descriptor'],
  ['vhdx', [], 'a VHDX image'],
  ['vpc', [], 'a VHD image'],
  ['vdi', [], 'a VDI image'],
  ['parallels', [], 'a Parallels image'],
  ['raw', [], null],
  // Its data comes first, as in a raw image, with a note behind it that nothing follows.
  ['vpc', ['-o', 'subformat=fixed,force_size'], null],
] as const)('what qemu-img makes as %s %j is %s', (format, options, name) => {
  const path = join(folder, `${format}-${options.length}`)
  execFileSync('qemu-img', ['create', '-q', '-f', format, ...options, path, '1M'])
  expect(foreignFormat(readFileSync(path).subarray(0, HEADER_BYTES))).toBe(name)
})

test('a boot sector, a file system, or nothing at all is raw', () => {
  const boot = Buffer.alloc(512)
  boot.writeUInt16LE(0xaa55, 510)
  for (const header of [boot, Buffer.alloc(0), Buffer.alloc(4096)]) expect(foreignFormat(header)).toBeNull()
})

test('what stands behind the header changes nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (rest) => {
      expect(foreignFormat(Buffer.concat([Buffer.from('QFI\xfb', 'latin1'), rest]))).toBe('a qcow2 image')
    }),
  )
})
