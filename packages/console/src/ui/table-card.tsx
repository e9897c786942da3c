/** A table in a card that scrolls sideways by itself where the screen is narrow, by keyboard too. */
import type { JSX, ReactNode } from 'react'

export function TableCard({ label, children }: { label: string; children: ReactNode }): JSX.Element {
  return (
    <section className="card card-flush table-scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
