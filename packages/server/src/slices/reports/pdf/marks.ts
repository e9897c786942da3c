/** The marks of the four tones, told apart by shape; not known is hatched. */
import { Circle, G, Line, Path, Polygon, Rect, Svg } from '@react-pdf/renderer'
import type { ReportSection, Tone } from '@mainstay/contract/reports'
import { createElement as h, type ReactElement } from 'react'
import { COLOUR, TONE } from './style.ts'

export function mark(tone: Tone, size: number): ReactElement {
  return h(Svg, { viewBox: '0 0 12 12', style: { width: size, height: size, flexShrink: 0 } }, SHAPE[tone]())
}

const white = { stroke: COLOUR.paper, strokeWidth: 1.4, fill: 'none' }

const SHAPE: Record<Tone, () => ReactElement> = {
  good: () => h(G, null, h(Circle, { cx: 6, cy: 6, r: 5.5, fill: TONE.good.fill }), h(Path, { d: 'M3.4 6.2 L5.3 8.1 L8.7 4.2', ...white })),
  attention: () =>
    h(
      G,
      null,
      h(Polygon, { points: '6,0.6 11.7,11 0.3,11', fill: TONE.attention.fill }),
      h(Line, { x1: 6, y1: 4.2, x2: 6, y2: 7.6, stroke: COLOUR.paper, strokeWidth: 1.4 }),
      h(Circle, { cx: 6, cy: 9.3, r: 0.8, fill: COLOUR.paper }),
    ),
  broken: () =>
    h(
      G,
      null,
      h(Rect, { x: 0.5, y: 0.5, width: 11, height: 11, fill: TONE.broken.fill }),
      h(Path, { d: 'M3.6 3.6 L8.4 8.4 M8.4 3.6 L3.6 8.4', ...white }),
    ),
  unknown: () =>
    h(
      G,
      null,
      h(Polygon, { points: '6,0.5 11.5,6 6,11.5 0.5,6', fill: TONE.unknown.soft, stroke: TONE.unknown.fill, strokeWidth: 0.9 }),
      // Falling lines that end on the diamond's rising edges.
      ...[-3, 0, 3].map((d) =>
        h(Line, {
          key: `l${d}`,
          x1: 6 + d / 2 - 2.75 + Math.abs(d) / 4,
          y1: 6 - d / 2 - 2.75 + Math.abs(d) / 4,
          x2: 6 + d / 2 + 2.75 - Math.abs(d) / 4,
          y2: 6 - d / 2 + 2.75 - Math.abs(d) / 4,
          stroke: TONE.unknown.fill,
          strokeWidth: 0.8,
        }),
      ),
    ),
}

/** Share of the height that a day's cell fills: the strip is read without its colours too. */
const HEIGHT: Record<Tone, number> = { good: 1, attention: 0.66, broken: 0.36, unknown: 1 }

/** A cell for each day; a full one is good, a short one is not, a hatched one is not known. Days to come are dots. */
export function strip(cells: ReportSection['strip'], days: number, o: { width: number; height: number }): ReactElement {
  const step = o.width / days
  const width = step * 0.78
  const bars = Array.from({ length: days }, (_, n) => {
    const cell = cells[n]
    const x = n * step
    if (cell === undefined) return h(Circle, { key: `d${n}`, cx: x + width / 2, cy: o.height - 0.8, r: 0.7, fill: COLOUR.line })
    const height = o.height * HEIGHT[cell.tone]
    const y = o.height - height
    if (cell.tone !== 'unknown') return h(Rect, { key: `d${n}`, x, y, width, height, fill: TONE[cell.tone].fill })
    return h(G, { key: `d${n}` }, h(Rect, { x, y, width, height, fill: TONE.unknown.soft }), ...hatching(x, o.height, width, `h${n}`))
  })
  return h(Svg, { viewBox: `0 0 ${o.width} ${o.height}`, style: { width: o.width, height: o.height } }, ...bars)
}

function hatching(x: number, height: number, width: number, key: string): ReactElement[] {
  const lines = Math.floor(height / 3)
  return Array.from({ length: lines }, (_, n) => {
    const y = (n + 1) * (height / (lines + 0.5))
    return h(Line, {
      key: `${key}-${n}`,
      x1: x,
      y1: y,
      x2: x + width,
      y2: Math.max(0, y - width),
      stroke: TONE.unknown.fill,
      strokeWidth: 0.7,
    })
  })
}
