import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Picture } from './picture.ts'
import { type Font, fontOf, readScreen } from './screen-text.ts'

// The letters that the guest itself draws with: they come with QEMU.
const ROM = readFileSync('/usr/share/seabios/vgabios-stdvga.bin')

test('the letters are found in the video BIOS, and not in something else', () => {
  expect(font().size).toBe(94)
  expect(fontOf(Buffer.alloc(65_536))).toBeNull()
  expect(fontOf(ROM.subarray(0, 1000))).toBeNull()
})

test.each([
  ['text mode', 720, 400, 9],
  ['a framebuffer', 1024, 768, 8],
] as const)('any text drawn in %s is read back', (_what, width, height, cell) => {
  const [columns, rows] = [Math.floor(width / cell), height / 16]
  const line = fc.string({ maxLength: columns, unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) })
  const lines = fc.array(line, { minLength: 1, maxLength: rows }).map((all) => all.map((one) => one.trimEnd()))
  fc.assert(
    fc.property(
      lines.filter((all) => all.at(-1) !== ''),
      (all) => {
        expect(readScreen(draw(all, { width, height, cell }), font())).toBe(all.join('\n'))
      },
    ),
    { numRuns: 20 },
  )
})

test('the cursor is no letter, wherever it blinks', () => {
  const size = { width: 720, height: 400, cell: 9 }
  const screen = draw(['web login: '], size)
  for (const [row, y] of [
    [0, 13],
    [0, 14],
    [1, 14],
    [1, 15],
  ] as const)
    for (let x = 0; x < 8; x += 1)
      screen.pixels.fill(0xaa, ((row * 16 + y) * 720 + 11 * 9 + x) * 3, ((row * 16 + y) * 720 + 11 * 9 + x + 1) * 3)
  expect(readScreen(screen, font())).toBe('web login:')
})

test('a picture that is no text is not read', () => {
  const stripes = Buffer.alloc(640 * 480 * 3)
  for (let n = 0; n < stripes.length; n += 1) stripes[n] = (n * 7) % 256
  expect(readScreen({ width: 640, height: 480, pixels: stripes }, font())).toBeNull()
  expect(readScreen({ width: 640, height: 480, pixels: Buffer.alloc(640 * 480 * 3) }, font())).toBeNull()
})

function font(): Font {
  const found = fontOf(ROM)
  if (found === null) throw new Error('the video BIOS has no letters')
  return found
}

function draw(lines: readonly string[], { width, height, cell }: { width: number; height: number; cell: number }): Picture {
  const glyphs = new Map([...font()].map(([glyph, letter]) => [letter, Buffer.from(glyph, 'hex')]))
  const pixels = Buffer.alloc(width * height * 3)
  for (const [row, line] of lines.entries())
    for (const [column, letter] of line.split('').entries())
      for (const [y, bits] of (glyphs.get(letter) ?? Buffer.alloc(16)).entries())
        for (let x = 0; x < 8; x += 1)
          if (bits & (0x80 >> x))
            pixels.fill(0xaa, ((row * 16 + y) * width + column * cell + x) * 3, ((row * 16 + y) * width + column * cell + x + 1) * 3)
  return { width, height, pixels }
}
