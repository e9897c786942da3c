/** The first rows of a list that is in order of urgency, and a way to the rest: a page of thousands of rows would answer nothing. */
import { type JSX, type ReactNode, useState } from 'react'
import { Button } from '@mantine/core'
import { count } from './format.ts'

type FirstRowsProps<T> = { rows: readonly T[]; most: number; noun: string; children: (row: T) => ReactNode }

export function FirstRows<T>({ rows, most, noun, children }: FirstRowsProps<T>): JSX.Element {
  const [all, setAll] = useState(false)
  // One more row is shorter than the button that would hide it.
  const shown = all || rows.length <= most + 1 ? rows : rows.slice(0, most)
  return (
    <>
      <ul className="card card-flush">{shown.map(children)}</ul>
      {shown.length < rows.length ? (
        <div>
          <Button variant="subtle" onClick={() => setAll(true)}>
            Show {count(rows.length - shown.length, `more ${noun}`)}
          </Button>
        </div>
      ) : null}
    </>
  )
}
