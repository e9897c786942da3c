/** What was stopped, day by day, stacked by kind of reason, with a table behind it. */
import { Button } from '@mantine/core'
import { type JSX, useState } from 'react'
import { useNow } from '../../ui/now.ts'
import { Section } from '../../ui/page.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { type DayCount, KINDS, stoppedByDay } from './wording.ts'

const DAYS = 30
const [WIDTH, HEIGHT, GAP] = [600, 120, 4]

export function StoppedDays({ counts }: { counts: readonly DayCount[] }): JSX.Element {
  const [asTable, setAsTable] = useState(false)
  const days = stoppedByDay(counts, DAYS, useNow())
  const most = Math.max(1, ...days.map(({ stopped }) => total(stopped)))
  return (
    <Section
      title="Stopped each day, by reason"
      aside={
        <Button variant="subtle" size="compact-sm" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          Table
        </Button>
      }
    >
      {asTable ? <Table days={days} /> : <Chart days={days} most={most} />}
    </Section>
  )
}

type Rows = { days: ReturnType<typeof stoppedByDay> }

function Chart({ days, most }: Rows & { most: number }): JSX.Element {
  const width = WIDTH / days.length
  return (
    <figure className="card stack">
      <div className="mail-chart">
        <span className="mail-chart-most soft small num">{most.toLocaleString('en')}</span>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Messages stopped a day, from ${days[0]?.day} to ${days.at(-1)?.day}; at most ${most}`}
        >
          {days.map(({ day, stopped }, n) => {
            let top = HEIGHT
            return (
              <g key={day}>
                <title>{`${day}: ${total(stopped)} stopped`}</title>
                <rect x={n * width} y={0} width={width} height={HEIGHT} className="mail-bar-ground" />
                {KINDS.map(({ id }) => {
                  const height = (stopped[id] / most) * HEIGHT
                  top -= height
                  return (
                    <rect key={id} x={n * width + GAP / 2} y={top} width={width - GAP} height={height} className={`mail-bar mail-${id}`} />
                  )
                })}
              </g>
            )
          })}
        </svg>
      </div>
      <div className="row-between soft small">
        <span>{days[0]?.day}</span>
        <span>messages a day (UTC)</span>
        <span>{days.at(-1)?.day}</span>
      </div>
      <figcaption className="row small">
        {KINDS.map(({ id, name }) => (
          <span key={id} className="mail-key">
            <svg width="14" height="14" aria-hidden="true">
              <rect width="14" height="14" rx="3" className={`mail-bar mail-${id}`} />
            </svg>
            {name}: {days.reduce((sum, { stopped }) => sum + stopped[id], 0).toLocaleString('en')}
          </span>
        ))}
      </figcaption>
    </figure>
  )
}

function Table({ days }: Rows): JSX.Element {
  return (
    <TableCard label="Stopped each day">
      <table className="table">
        <thead>
          <tr>
            <th>Day</th>
            {KINDS.map(({ id, name }) => (
              <th key={id} className="num">
                {name}
              </th>
            ))}
            <th className="num">All that came</th>
          </tr>
        </thead>
        <tbody>
          {days
            .filter(({ all }) => all > 0)
            .toReversed()
            .map(({ day, stopped, all }) => (
              <tr key={day}>
                <td className="nowrap">{day}</td>
                {KINDS.map(({ id }) => (
                  <td key={id} className="num">
                    {stopped[id].toLocaleString('en')}
                  </td>
                ))}
                <td className="num">{all.toLocaleString('en')}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </TableCard>
  )
}

function total(stopped: Record<string, number>): number {
  return Object.values(stopped).reduce((sum, n) => sum + n, 0)
}
