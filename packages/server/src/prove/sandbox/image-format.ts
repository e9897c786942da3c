/** What a disk image is, by its first bytes: only a raw one is started. Formats whose header can name other files of this machine are refused. Pure. */

const FORMATS: [string, number, Buffer][] = [
  ['a qcow2 image', 0, Buffer.from('QFI\xfb', 'latin1')],
  ['a QED image', 0, Buffer.from('QED\0', 'latin1')],
  ['a VMDK image', 0, Buffer.from('KDMV', 'latin1')],
  ['a VMDK image', 0, Buffer.from('COWD', 'latin1')],
  ['a VMDK descriptor', 0, Buffer.from('# Disk Desc', 'latin1')],
  ['a VMDK descriptor', 0, Buffer.from('version=', 'latin1')],
  ['a VHDX image', 0, Buffer.from('vhdxfile', 'latin1')],
  ['a VHD image', 0, Buffer.from('conectix', 'latin1')],
  ['a VDI image', 0x40, Buffer.from([0x7f, 0x10, 0xda, 0xbe])],
  ['a Parallels image', 0, Buffer.from('WithoutFreeSpace', 'latin1')],
  ['a Parallels image', 0, Buffer.from('WithouFreSpacExt', 'latin1')],
  ['a Bochs image', 0, Buffer.from('Bochs Virtual HD Image', 'latin1')],
  ['a LUKS container', 0, Buffer.from('LUKS\xba\xbe', 'latin1')],
  ['a gzip archive', 0, Buffer.from([0x1f, 0x8b, 0x08])],
  ['an xz archive', 0, Buffer.from('\xfd7zXZ\0', 'latin1')],
  ['a zstd archive', 0, Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
]

/** How much of an image must be read to tell. */
export const HEADER_BYTES = 128 * 1024

/** The name of a format that is not raw, or null. */
export function foreignFormat(header: Buffer): string | null {
  for (const [name, at, magic] of FORMATS) if (header.subarray(at, at + magic.length).equals(magic)) return name
  return null
}
