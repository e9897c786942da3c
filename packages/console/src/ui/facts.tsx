/** Name and value, line by line. */
import { Fragment, type JSX, type ReactNode } from 'react'
import { NotKnown } from './not-known.tsx'

/** A value that is null is not known, and says so. */
export function Facts({ rows }: { rows: readonly (readonly [name: string, value: ReactNode])[] }): JSX.Element {
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value ?? <NotKnown />}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
