/** How a chart is drawn: uPlot's options in the design's colours, with one cursor for all charts of a page. */
import uPlot from 'uplot'
import { withUnit } from '../format.ts'
import { exact } from '../when.ts'
import { tickLabels } from './ticks.ts'

export const CHART_HEIGHT = 164
const SHARED_CURSOR = 'page'

type OptionsInput = {
  labels: readonly string[]
  unit: string
  threshold: number | null
  zone: string | undefined
  width: number
  colours: CSSStyleDeclaration
}

/** The tones mean states and nothing else, so lines are told apart by accent and ink, and by dashes. */
const LINES: readonly { colour: string; dash?: number[] }[] = [
  { colour: '--accent' },
  { colour: '--ink' },
  { colour: '--accent', dash: [6, 4] },
  { colour: '--ink-soft', dash: [6, 4] },
  { colour: '--ink-soft', dash: [2, 3] },
]

export function chartOptions({ labels, unit, threshold, zone, width, colours }: OptionsInput): uPlot.Options {
  const colour = (name: string): string => colours.getPropertyValue(name).trim()
  const font = `12px ${colour('--font')}`
  const axis = { stroke: colour('--ink-soft'), font, grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } }
  return {
    width,
    height: CHART_HEIGHT,
    ...(zone ? { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), zone) } : {}),
    cursor: { sync: { key: SHARED_CURSOR }, y: false, points: { size: 6 }, drag: { x: true, y: false } },
    legend: { live: true },
    scales: { x: { time: true }, y: { range: (_plot, _min, max) => rangeOf(unit, max, threshold) } },
    axes: [
      { ...axis, space: 72, size: 28, values: (_plot, splits, _index, _space, step) => tickLabels(splits, step, zone) },
      { ...axis, size: 64, values: (_plot, splits) => splits.map((value) => withUnit(value, unit)) },
    ],
    series: [
      { label: 'At', value: (_plot, seconds: number | null) => (seconds === null ? 'the latest' : exact(new Date(seconds * 1000), zone)) },
      ...labels.map((label, index) => ({
        label,
        ...strokeOf(index, colour),
        width: 1.6,
        spanGaps: false,
        points: { show: false },
        value: (plot: uPlot, value: number | null, series: number, at: number | null) =>
          inLegend(at === null ? latest(plot, series) : value, unit),
      })),
    ],
    hooks: threshold === null ? {} : { draw: [(plot) => drawThreshold(plot, threshold, unit, colour('--broken-fill'), font)] },
  }
}

function strokeOf(index: number, colour: (name: string) => string): Pick<uPlot.Series, 'stroke' | 'dash'> {
  const line = LINES[index % LINES.length] ?? { colour: '--accent' }
  return { stroke: colour(line.colour), ...(line.dash ? { dash: line.dash } : {}) }
}

/** Without a cursor the legend says the latest value. */
function latest({ data }: uPlot, series: number): number | null {
  const column: ArrayLike<number | null | undefined> = data[series] ?? []
  return Array.from(column).findLast((value) => typeof value === 'number') ?? null
}

function inLegend(value: number | null | undefined, unit: string): string {
  return typeof value === 'number' ? withUnit(value, unit) : 'no value'
}

/** A share has the whole as its frame; all else starts at nothing, and the threshold is always in sight. */
function rangeOf(unit: string, max: number | null, threshold: number | null): [number, number] {
  if (unit === '1') return [0, 1]
  const top = Math.max(max ?? 0, threshold ?? 0)
  return [0, top === 0 ? 1 : top * 1.15]
}

function drawThreshold({ ctx, bbox, valToPos }: uPlot, threshold: number, unit: string, colour: string, font: string): void {
  const y = Math.round(valToPos(threshold, 'y', true))
  ctx.save()
  ctx.strokeStyle = colour
  ctx.fillStyle = colour
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio])
  ctx.beginPath()
  ctx.moveTo(bbox.left, y)
  ctx.lineTo(bbox.left + bbox.width, y)
  ctx.stroke()
  ctx.font = font.replace('12px', `${12 * devicePixelRatio}px`)
  ctx.textAlign = 'right'
  ctx.textBaseline = 'bottom'
  ctx.fillText(`alert at ${withUnit(threshold, unit)}`, bbox.left + bbox.width, y - 2 * devicePixelRatio)
  ctx.restore()
}
