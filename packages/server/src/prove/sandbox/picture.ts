/** The guest's screen as pixels: read from what QEMU writes (PPM), and written as PNG. Pure. */
import { crc32, deflateSync } from 'node:zlib'

/** 3 bytes a pixel: red, green, blue; from the top left. */
export type Picture = { width: number; height: number; pixels: Buffer }

/** Binary PPM (`P6`); null for anything else. QEMU writes no comments. */
export function readPpm(bytes: Buffer): Picture | null {
  const [head, width, height] = /^P6\s(\d{1,5})\s(\d{1,5})\s255\s/.exec(bytes.subarray(0, 32).toString('latin1')) ?? []
  if (head === undefined) return null
  const [w, h] = [Number(width), Number(height)]
  const pixels = bytes.subarray(head.length)
  return pixels.length === w * h * 3 ? { width: w, height: h, pixels } : null
}

/** All of one colour: nothing has been drawn. */
export function isBlank({ pixels }: Picture): boolean {
  for (let n = 3; n < pixels.length; n += 1) if (pixels[n] !== pixels[n - 3]) return false
  return true
}

export function writePng({ width, height, pixels }: Picture): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // 8 bits a channel, colour without transparency; the only compression, filter and interlace there are.
  header.set([8, 2, 0, 0, 0], 8)
  const row = width * 3
  const rows = Buffer.alloc((row + 1) * height)
  // Each row begins with its filter: 0, none.
  for (let y = 0; y < height; y += 1) pixels.copy(rows, y * (row + 1) + 1, y * row, (y + 1) * row)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}
