/** The live charts of a device, under one choice of time. The drawing itself is loaded when first needed. */
import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, lazy, Suspense, useState } from 'react'
import { Loaded } from '../../ui/loaded.tsx'
import { Section } from '../../ui/page.tsx'
import { ChartSkeleton } from '../../ui/skeletons.tsx'
import { type ChartKind, chartKinds, startOf, thresholdOf } from './charts.ts'
import { alertsQuery, seriesQuery } from './queries.ts'

const TimeChart = lazy(async () => ({ default: (await import('../../ui/chart/time-chart.tsx')).TimeChart }))

const spans = [
  { value: '1', label: '1 h' },
  { value: '6', label: '6 h' },
  { value: '24', label: '24 h' },
  { value: '168', label: '7 d' },
  { value: '720', label: '30 d' },
]

type LiveChartsProps = { deviceId: string; enrolledAt: string }

export function LiveCharts({ deviceId, enrolledAt }: LiveChartsProps): JSX.Element {
  const [hours, setHours] = useState('1')
  return (
    <Section
      title="Measurements"
      aside={<SegmentedControl aria-label="Time shown" size="xs" data={spans} value={hours} onChange={setHours} />}
    >
      <div className="columns-2">
        {chartKinds.map((kind) => (
          <OneChart key={kind.id} kind={kind} deviceId={deviceId} enrolledAt={enrolledAt} hours={Number(hours)} />
        ))}
      </div>
    </Section>
  )
}

type OneChartProps = LiveChartsProps & { kind: ChartKind; hours: number }

function OneChart({ kind, deviceId, enrolledAt, hours }: OneChartProps): JSX.Element {
  const series = useQuery(seriesQuery(deviceId, kind.metric, hours))
  const { data: alerts } = useQuery(alertsQuery({ deviceId, open: true }))
  const to = series.dataUpdatedAt
  return (
    <Loaded query={series} skeleton={<ChartSkeleton height={260} />}>
      {(answer) => (
        <Suspense fallback={<ChartSkeleton height={260} />}>
          <TimeChart
            title={kind.title}
            unit={kind.unit}
            lines={kind.lines(answer.series)}
            resolutionSeconds={answer.resolutionSeconds}
            threshold={thresholdOf(kind, alerts?.rows ?? [])}
            from={startOf({ to, hours, enrolledAt })}
            to={to}
          />
        </Suspense>
      )}
    </Loaded>
  )
}
