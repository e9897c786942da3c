/** Reads the text that a guest shows on its screen, by comparing each cell with the letters of the PC's own font. Pure. */
import type { Picture } from './picture.ts'

/** Which letter a cell of 8 × 16 pixels shows, by its 16 rows of bits as hex. */
export type Font = ReadonlyMap<string, string>

const ROWS = 16
/** Code page 437 as far as a console's text matters; line drawing is left out. */
const FIRST = 0x21
const LAST = 0x7e

/** Finds the 256 letters of 16 bytes in the video BIOS that the guest runs: by those of `!`, `"` and `#`, which are in their places. */
export function fontOf(videoBios: Buffer): Font | null {
  for (let at = 0; at + 256 * ROWS <= videoBios.length; at += 1) {
    if (!looksLikeFont(videoBios, at)) continue
    const letters = new Map<string, string>()
    for (let code = FIRST; code <= LAST; code += 1) {
      const glyph = videoBios.subarray(at + code * ROWS, at + (code + 1) * ROWS).toString('hex')
      letters.set(glyph, String.fromCharCode(code))
    }
    return letters
  }
  return null
}

/** Letter 0 and the space are empty, the full block (219) is full, the lower half block (220) is empty above and full below. */
function looksLikeFont(rom: Buffer, at: number): boolean {
  const is = (code: number, from: number, to: number, value: number) => {
    for (let row = from; row < to; row += 1) if (rom[at + code * ROWS + row] !== value) return false
    return true
  }
  return is(219, 0, ROWS, 0xff) && is(0, 0, ROWS, 0) && is(32, 0, ROWS, 0) && is(220, 0, 7, 0) && is(220, 8, ROWS, 0xff)
}

/** The lines on the screen, blank ones at the end left out. Null where it shows no text that this font can spell. */
export function readScreen(picture: Picture, font: Font): string | null {
  // A cell of the text mode is 9 pixels wide (720 × 400), on a framebuffer it is 8.
  const cell = picture.width === 720 && picture.height === 400 ? 9 : 8
  const lines: string[] = []
  let known = 0
  let unknown = 0
  for (let y = 0; y + ROWS <= picture.height; y += ROWS) {
    let line = ''
    for (let x = 0; x + cell <= picture.width; x += cell) {
      const glyph = glyphAt(picture, x, y)
      const letter = font.get(glyph) ?? (isBlank(glyph) ? ' ' : undefined)
      if (letter === undefined) unknown += 1
      else if (letter !== ' ') known += 1
      line += letter ?? '\ufffd'
    }
    lines.push(line.trimEnd())
  }
  while (lines.at(-1) === '') lines.pop()
  return known > unknown ? lines.join('\n') : null
}

/** Nothing, or the cursor: whole rows at the bottom. It blinks, and what it stands on is free. Two hex digits are a row of pixels. */
function isBlank(glyph: string): boolean {
  return /^(?:00){13}(?:00|ff){3}$/.test(glyph)
}

/** Bits are set where a pixel differs from the cell's own background, the colour of its last pixel on the right, which letters leave free. */
function glyphAt({ width, pixels }: Picture, x: number, y: number): string {
  const at = (column: number, row: number) => ((y + row) * width + x + column) * 3
  const ground = at(7, 0)
  const rows = Buffer.alloc(ROWS)
  for (let row = 0; row < ROWS; row += 1) {
    let bits = 0
    for (let column = 0; column < 8; column += 1) {
      const pixel = at(column, row)
      const same = pixels[pixel] === pixels[ground] && pixels[pixel + 1] === pixels[ground + 1] && pixels[pixel + 2] === pixels[ground + 2]
      if (!same) bits |= 0x80 >> column
    }
    rows[row] = bits
  }
  return rows.toString('hex')
}
