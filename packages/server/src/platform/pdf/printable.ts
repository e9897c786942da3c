/** Which signs the font of the PDF can draw, and what is printed for the others: a plain box, never another letter. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const FONT_FILE = fileURLToPath(import.meta.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'))

const BOX = '□'
/** Draw nothing by themselves: joiners, variation selectors, spaces of the layout. */
const UNSEEN = /^[\p{Cf}\p{Cc}\p{Z}\uFE00-\uFE0F]$/u

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

export type Unprintable = { text: string; signs: string[] }

/** The texts within a document that its PDF cannot show whole, each with its signs, both once. */
export function unprintableOf(view: unknown): Unprintable[] {
  const found = new Map<string, string[]>()
  mapTexts(view, (text) => {
    const signs = [...new Set(graphemes(text).filter((sign) => !isPrintable(sign)))]
    if (signs.length > 0) found.set(text, signs)
    return text
  })
  return [...found].map(([text, signs]) => ({ text, signs }))
}

/** The same document with a box for each sign that has no drawing. */
export function asPrinted<T>(view: T): T {
  return mapTexts(view, (text) =>
    graphemes(text)
      .map((sign) => (isPrintable(sign) ? sign : BOX))
      .join(''),
  )
}

/** Composed: é in two code points is one letter of the font. */
function graphemes(text: string): string[] {
  return [...segmenter.segment(text.normalize('NFC'))].map(({ segment }) => segment)
}

function isPrintable(sign: string): boolean {
  return Array.from(sign).every(
    (letter) => UNSEEN.test(letter) || (letters ??= lettersOf(readFileSync(FONT_FILE))).has(letter.codePointAt(0) ?? 0),
  )
}

let letters: ReadonlySet<number> | null = null

/** The code points of a TrueType file: its table `cmap`, subtable of format 12 (OpenType 1.9, "cmap"). Throws where there is none. */
export function lettersOf(font: Buffer): ReadonlySet<number> {
  const table = tableOf(font, 'cmap')
  for (let n = 0; n < table.readUInt16BE(2); n++) {
    const subtable = table.subarray(table.readUInt32BE(4 + 8 * n + 4))
    if (subtable.readUInt16BE(0) === 12) return lettersOfGroups(subtable)
  }
  throw new Error('the font has no cmap of format 12')
}

function tableOf(font: Buffer, tag: string): Buffer {
  for (let n = 0; n < font.readUInt16BE(4); n++) {
    const entry = font.subarray(12 + 16 * n)
    if (entry.toString('latin1', 0, 4) === tag) return font.subarray(entry.readUInt32BE(8))
  }
  throw new Error(`the font has no table ${tag}`)
}

function lettersOfGroups(subtable: Buffer): ReadonlySet<number> {
  const found = new Set<number>()
  for (let n = 0; n < subtable.readUInt32BE(12); n++) {
    const group = subtable.subarray(16 + 12 * n)
    for (let letter = group.readUInt32BE(0); letter <= group.readUInt32BE(4); letter++) found.add(letter)
  }
  return found
}

function mapTexts<T>(value: T, change: (text: string) => string): T
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)]))
}
