/** A page: its title is the answer to the page's question, and the browser's tab says it too. */
import { type JSX, type ReactNode, useEffect } from 'react'
import './page.css'

type PageProps = {
  /** The answer, as a sentence. */
  title: string
  /** Above the title: where one is. */
  over?: ReactNode
  /** Below it: how it is meant, since when, for whom. */
  lead?: ReactNode
  actions?: ReactNode
  wide?: boolean
  children: ReactNode
}

export function Page({ title, over, lead, actions, wide = false, children }: PageProps): JSX.Element {
  useTitle(title)
  return (
    <div className={wide ? 'page page-wide' : 'page'}>
      <header className="page-head">
        <div className="page-words">
          {over ? <p className="page-over">{over}</p> : null}
          <h1>{title}</h1>
          {lead ? <div className="page-lead">{lead}</div> : null}
        </div>
        {actions ? <div className="row page-actions">{actions}</div> : null}
      </header>
      {children}
    </div>
  )
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Mainstay`
  }, [title])
}

export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }): JSX.Element {
  return (
    <section className="section" aria-label={title}>
      <div className="row-between">
        <h2>{title}</h2>
        {aside ? <div className="soft">{aside}</div> : null}
      </div>
      {children}
    </section>
  )
}
