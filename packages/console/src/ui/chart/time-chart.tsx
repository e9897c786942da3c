/** A chart over time: drag to zoom, a cursor that all charts of a page share, the threshold drawn in, a table behind. */
import { type JSX, useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import { duration, withUnit } from '../format.ts'
import { exact } from '../when.ts'
import { useZone } from '../zone.tsx'
import { chartOptions } from './chart-options.ts'
import { align, type Line } from './lines.ts'
import 'uplot/dist/uPlot.min.css'
import './time-chart.css'

type TimeChartProps = {
  title: string
  unit: string
  lines: readonly Line[]
  resolutionSeconds: number
  /** Where an alert is raised; null where there is none. */
  threshold: number | null
  /** Unix milliseconds. */
  from: number
  to: number
}

export function TimeChart(props: TimeChartProps): JSX.Element {
  const { title, unit, lines, resolutionSeconds } = props
  const [asTable, setAsTable] = useState(false)
  const empty = lines.every(({ points }) => points.length === 0)
  return (
    <figure className="card chart" aria-label={title}>
      <figcaption className="row-between">
        <h3>{title}</h3>
        <span className="small soft">
          {empty ? null : `one point for ${duration(resolutionSeconds)} · `}
          <button type="button" className="chart-flip" aria-pressed={asTable} disabled={empty} onClick={() => setAsTable(!asTable)}>
            {asTable ? 'Chart' : 'Table'}
          </button>
        </span>
      </figcaption>
      {empty ? (
        <div className="chart-empty hatched">No measurement in this time</div>
      ) : asTable ? (
        <Numbers unit={unit} lines={lines} />
      ) : (
        <Drawing {...props} />
      )}
    </figure>
  )
}

function Drawing({ title, unit, lines, resolutionSeconds, threshold, from, to }: TimeChartProps): JSX.Element {
  const holder = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const zone = useZone()
  const labels = lines.map(({ label }) => label).join('\n')
  useEffect(() => {
    const element = holder.current
    if (element === null) return
    const draw = (): void => {
      plot.current?.destroy()
      const colours = getComputedStyle(element)
      const options = chartOptions({ labels: labels.split('\n'), unit, threshold, zone, width: element.clientWidth, colours })
      plot.current = new uPlot(options, [[]], element)
    }
    draw()
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: plot.current.height }))
    resized.observe(element)
    // The canvas knows no CSS variables, so another colour scheme means another drawing.
    const scheme = new MutationObserver(draw)
    scheme.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] })
    return () => {
      resized.disconnect()
      scheme.disconnect()
      plot.current?.destroy()
      plot.current = null
    }
  }, [labels, unit, threshold, zone])
  useEffect(() => {
    plot.current?.setData(align(lines, resolutionSeconds), false)
    plot.current?.setScale('x', { min: from / 1000, max: to / 1000 })
  })
  return <div ref={holder} className="chart-holder" role="img" aria-label={`${title}: ${inWords(lines, unit)}`} />
}

/** For those who do not see it: the latest value of each line. */
function inWords(lines: readonly Line[], unit: string): string {
  return lines.map(({ label, points }) => `${label} ${withUnit(points.at(-1)?.[2] ?? 0, unit)} at last`).join(', ')
}

/** The newest of what the chart is made of. */
const TABLE_ROWS = 200

function Numbers({ unit, lines }: { unit: string; lines: readonly Line[] }): JSX.Element {
  const zone = useZone()
  const rows = lines
    .flatMap(({ label, points }) => points.map((point) => ({ label, point })))
    .sort((a, b) => b.point[0] - a.point[0])
    .slice(0, TABLE_ROWS)
  return (
    <div className="chart-numbers table-scroll" tabIndex={0} role="region" aria-label="Measurements">
      <table className="table">
        <thead>
          <tr>
            <th>Time</th>
            <th>Of</th>
            <th className="num">Least</th>
            <th className="num">Average</th>
            <th className="num">Most</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, point: [at, min, average, max] }) => (
            <tr key={`${label} ${at}`}>
              <td className="nowrap">{exact(new Date(at), zone)}</td>
              <td>{label}</td>
              <td className="num">{withUnit(min, unit)}</td>
              <td className="num">{withUnit(average, unit)}</td>
              <td className="num">{withUnit(max, unit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
