/** The frame of pages for those who are not signed in: one card, one thing to do. */
import type { JSX, ReactNode } from 'react'
import { Mark } from '../../ui/icons.tsx'
import { useTitle } from '../../ui/page.tsx'
import './gate.css'

export function Gate({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }): JSX.Element {
  useTitle(title)
  return (
    <main className="gate" id="main" tabIndex={-1}>
      <div className="gate-brand">
        <Mark size={32} /> Mainstay
      </div>
      <div className="card gate-card">
        <div className="stack-tight">
          <h1>{title}</h1>
          {lead ? <div className="soft">{lead}</div> : null}
        </div>
        {children}
      </div>
    </main>
  )
}
