/** What is not known, in its own colour and hatching, never an empty cell. */
import type { JSX, ReactNode } from 'react'
import './not-known.css'

export function NotKnown({ children = 'not known' }: { children?: ReactNode }): JSX.Element {
  return <span className="hatched not-known">{children}</span>
}
