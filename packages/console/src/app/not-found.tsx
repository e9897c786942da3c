/** An address that leads nowhere. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { Empty } from '../ui/messages.tsx'
import { Page } from '../ui/page.tsx'

export function NotFound(): JSX.Element {
  return (
    <Page title="There is no such page">
      <Empty title="The address may be mistyped, or the page was moved" action={<Link to="/">Go to Today</Link>} />
    </Page>
  )
}
