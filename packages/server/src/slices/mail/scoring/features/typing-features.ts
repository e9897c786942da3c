/** Features of how the text is typed: capitals, signs and the outline of its lines. They know no language, and no word. */
import type { MessageFacts } from '../facts.ts'
import { bin, tenths } from './bin.ts'
import type { Sink } from './vector.ts'

/** Letters of the beginning that are looked at. */
const MOST_LETTERS = 4000
const MOST_CAPITALS = 200
const PIECE = 5

export function addTypingFeatures({ typed, subject }: MessageFacts, sink: Sink): void {
  // Files have LF where the wire has CRLF.
  const text = typed.slice(0, MOST_LETTERS).replaceAll('\r', '')
  const add = (name: string, value = 1) => sink.add('typing', name, value)
  const letters = text.replace(/\P{L}/gu, '')
  const capitals = letters.replace(/\P{Lu}/gu, '')
  add(`capitals ${tenths(capitals.length * 3, letters.length)}`)
  const shouted = text.match(/(?<![\p{L}\p{N}])\p{Lu}{4,30}(?![\p{L}\p{N}])/gu) ?? []
  add(`shouted ${bin(shouted.length)}`)
  for (const word of shouted.slice(0, MOST_CAPITALS)) add(`! ${word.toLowerCase()}`)
  for (const [run] of text.matchAll(/([^\p{L}\p{N}\s])\1{2,}/gu)) add(`run ${run[0]} ${bin(run.length)}`)
  addLines(text, add)
  const outline = outlineOf(text)
  for (let at = 0; at + PIECE <= outline.length; at++) add(`# ${outline.slice(at, at + PIECE)}`, 0.7)
  const head = outlineOf(subject)
  for (let at = 0; at + 3 <= head.length; at++) add(`s ${head.slice(at, at + 3)}`)
}

function addLines(text: string, add: (name: string) => void): void {
  const lines = text.split('\n').map((line) => line.trimEnd())
  const full = lines.filter((line) => line !== '')
  add(`longest ${bin(Math.max(0, ...full.map((line) => line.length)))}`)
  add(`mean ${bin(full.reduce((sum, line) => sum + line.length, 0) / (full.length || 1))}`)
  add(`blank ${tenths(lines.length - full.length, lines.length)}`)
  add(`indented ${tenths(full.filter((line) => /^\s/.test(line)).length, full.length)}`)
  add(`ends in . ${tenths(full.filter((line) => /[.?!]$/.test(line)).length, full.length)}`)
  add(`begins small ${tenths(full.filter((line) => /^\p{Ll}/u.test(line)).length, full.length)}`)
  add(`first ${outlineOf(full[0] ?? '').slice(0, 12)}`)
  add(`last ${outlineOf(full.at(-1) ?? '').slice(0, 12)}`)
}

/** `Dear Ann,` gives `x x,`: words and numbers as one sign each, whatever their language and case, and signs as they are. */
function outlineOf(text: string): string {
  return text
    .replace(/\p{L}+/gu, 'x')
    .replace(/\p{N}+/gu, '9')
    .replace(/[ \t]+/g, ' ')
}
