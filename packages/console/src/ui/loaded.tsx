/** Shows what a query has: the shape of what comes, the failure, or the data (also while newer data is on its way). */
import type { UseQueryResult } from '@tanstack/react-query'
import type { JSX, ReactNode } from 'react'
import { Failure } from './messages.tsx'

type LoadedProps<T> = { query: UseQueryResult<T, Error>; skeleton: ReactNode; children: (data: T) => ReactNode }

export function Loaded<T>({ query, skeleton, children }: LoadedProps<T>): JSX.Element {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />
  return (
    <div aria-busy="true" aria-live="polite">
      <span className="visually-hidden">Loading</span>
      {skeleton}
    </div>
  )
}
