/** One guide, to be read or printed. */
import { Button } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import type { JSX } from 'react'
import { GUIDES } from '../guides/library.ts'
import { AppLink } from '../ui/app-link.tsx'
import { Markdown } from '../ui/markdown/markdown.tsx'
import { NoSuchPage, PortalPage } from './portal-page.tsx'

export function GuidePage(): JSX.Element {
  const { slug } = useParams({ strict: false }) as { slug?: string }
  const guide = GUIDES.find((one) => one.slug === slug)
  if (guide === undefined) return <NoSuchPage />
  return (
    <PortalPage title={guide.title} lead={<AppLink href="/portal/guides">All guides</AppLink>}>
      <article className="card">
        <Markdown source={guide.source} />
      </article>
      <div className="guide-actions">
        <Button variant="default" onClick={() => window.print()}>
          Print it
        </Button>
      </div>
    </PortalPage>
  )
}
