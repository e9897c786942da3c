/** The shapes of what is on its way. */
import { Skeleton } from '@mantine/core'
import type { JSX } from 'react'
import './skeletons.css'

export function TitleSkeleton(): JSX.Element {
  return (
    <div className="page">
      <div className="stack" aria-busy="true">
        <span className="visually-hidden">Loading</span>
        <Skeleton height={12} width={96} />
        <Skeleton height={32} width="min(100%, 420px)" />
        <Skeleton height={16} width="min(100%, 300px)" />
      </div>
      <RowsSkeleton rows={6} />
    </div>
  )
}

export function RowsSkeleton({ rows = 5 }: { rows?: number }): JSX.Element {
  return (
    <div className="card card-flush">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="skeleton-row">
          <Skeleton height={16} width={16} radius="xl" />
          <Skeleton height={14} width={`${32 + ((index * 17) % 30)}%`} />
          <Skeleton height={14} width={64} />
        </div>
      ))}
    </div>
  )
}

export function CardsSkeleton({ cards = 2 }: { cards?: number }): JSX.Element {
  return (
    <div className="columns-2">
      {Array.from({ length: cards }, (_, index) => (
        <div key={index} className="card stack">
          <Skeleton height={16} width="40%" />
          <Skeleton height={14} width="90%" />
          <Skeleton height={14} width="70%" />
        </div>
      ))}
    </div>
  )
}

export function ChartSkeleton({ height }: { height: number }): JSX.Element {
  return <Skeleton height={height} radius="md" aria-busy="true" />
}
