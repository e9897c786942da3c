import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isBlank, type Picture, readPpm, writePng } from './picture.ts'

const picture: fc.Arbitrary<Picture> = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
  .chain(({ width, height }) =>
    fc
      .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
      .map((bytes) => ({ width, height, pixels: Buffer.from(bytes) })),
  )

const ppm = ({ width, height, pixels }: Picture): Buffer => Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), pixels])

test('a picture goes from PPM to PNG with every pixel in its place', () => {
  fc.assert(
    fc.property(picture, (original) => {
      const read = readPpm(ppm(original))
      expect(read).toEqual(original)
      const png = writePng(original)
      expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([original.width, original.height])
      const rows = inflateSync(png.subarray(png.indexOf('IDAT') + 4))
      const size = original.width * 3 + 1
      for (let y = 0; y < original.height; y += 1)
        expect(rows.subarray(y * size + 1, (y + 1) * size)).toEqual(original.pixels.subarray(y * (size - 1), (y + 1) * (size - 1)))
    }),
  )
})

test.each([
  ['empty', Buffer.alloc(0)],
  ['cut short', ppm({ width: 4, height: 4, pixels: Buffer.alloc(4) })],
  ['of another kind', Buffer.from('P5\n2 2\n255\n\0\0\0\0')],
])('a file that is %s is no picture', (_what, bytes) => {
  expect(readPpm(bytes)).toBeNull()
})

test('blank is one colour, whichever', () => {
  const grey = Buffer.alloc(4 * 4 * 3, 0x40)
  expect(isBlank({ width: 4, height: 4, pixels: grey })).toBe(true)
  grey[20] = 0
  expect(isBlank({ width: 4, height: 4, pixels: grey })).toBe(false)
})
