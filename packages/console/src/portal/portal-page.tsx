/** A page of the portal: a title that answers, and as little else as possible. */
import type { JSX, ReactNode } from 'react'
import { AppLink } from '../ui/app-link.tsx'
import { Empty } from '../ui/messages.tsx'
import { useTitle } from '../ui/page.tsx'

export function PortalPage({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }): JSX.Element {
  useTitle(title)
  return (
    <div className="portal-page">
      <header className="stack-tight">
        <h1>{title}</h1>
        {lead ? <div className="soft">{lead}</div> : null}
      </header>
      {children}
    </div>
  )
}

export function NoSuchPage(): JSX.Element {
  return (
    <PortalPage title="There is no such page">
      <Empty title="The address may be mistyped" action={<AppLink href="/portal">Go to the first page</AppLink>} />
    </PortalPage>
  )
}
