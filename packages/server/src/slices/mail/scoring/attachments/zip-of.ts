/** Packs files into a ZIP, for tests. */
import { deflateRawSync } from 'node:zlib'

export function zipOf(files: { name: string; data: Buffer; encrypted?: boolean }[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, data, encrypted = false } of files) {
    const packed = deflateRawSync(data)
    const fields = Buffer.alloc(22)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(encrypted ? 1 : 0, 2)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(data.length, 18)
    const lengths = Buffer.alloc(4)
    lengths.writeUInt16LE(Buffer.byteLength(name), 0)
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), fields, lengths, Buffer.from(name), packed])
    const offset = Buffer.alloc(4)
    offset.writeUInt32LE(at, 0)
    directory.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), fields, lengths, Buffer.alloc(10), offset, Buffer.from(name)]))
    locals.push(local)
    at += local.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(list.length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...locals, list, Buffer.from('504b0506', 'hex'), end])
}
