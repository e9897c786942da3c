/** The paper's constants: sizes in points, five sizes of type, the console's colours, an 8 pt grid. */
import type { Tone } from '@mainstay/contract/reports'

export const FAMILY = 'Inter'

export const COLOUR = {
  ink: '#131820',
  soft: '#525d6c',
  line: '#dde1e8',
  ground: '#f5f6f8',
  paper: '#ffffff',
} as const

/** `text` has a contrast of at least 4.5 on white; `fill` is for shapes. */
export const TONE: Record<Tone, { text: string; fill: string; soft: string; word: string }> = {
  good: { text: '#0a7244', fill: '#1a9a61', soft: '#e2f4ea', word: 'Good' },
  attention: { text: '#865600', fill: '#d08a00', soft: '#fcf0d3', word: 'Needs attention' },
  broken: { text: '#b3231b', fill: '#d23c33', soft: '#fdebe9', word: 'Broken' },
  unknown: { text: '#653ab0', fill: '#8257d0', soft: '#f1eafb', word: 'Not known' },
}

/** Of a section. Only the verdict may say "good", and it does so when recovery is proven: a part that is well is in order. */
export function sectionWord(tone: Tone): string {
  return tone === 'good' ? 'In order' : TONE[tone].word
}

export const SIZE = { verdict: 24, title: 12, body: 9.5, small: 8.5, note: 7.5 } as const

export const MARGIN = { x: 46, top: 40, bottom: 34 } as const
