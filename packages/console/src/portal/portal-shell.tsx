/** The frame of the portal: sign-in where nobody is, a bar with the few pages that the person may see. */
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useLocation } from '@tanstack/react-router'
import type { JSX } from 'react'
import type { Me } from '@mainstay/contract/identity'
import { useLiveChanges } from '../app/live.ts'
import { ME_KEY } from '../app/query-client.ts'
import { meQuery } from '../app/session.ts'
import { useSignOut } from '../slices/identity/queries.ts'
import { SignIn } from '../slices/identity/sign-in.tsx'
import { AppLink } from '../ui/app-link.tsx'
import { Mark } from '../ui/icons.tsx'
import { Failure } from '../ui/messages.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'
import { portalPlaces } from './places.ts'
import { PortalPage } from './portal-page.tsx'
import './portal.css'

export function PortalShell(): JSX.Element {
  const me = useQuery(meQuery)
  const cache = useQueryClient()
  if (me.isPending)
    return (
      <main className="portal">
        <RowsSkeleton rows={3} />
      </main>
    )
  if (me.isError)
    return (
      <main className="portal">
        <Failure error={me.error} retry={() => void me.refetch()} />
      </main>
    )
  if (me.data === null) return <SignIn back={location.pathname} done={() => cache.resetQueries({ queryKey: ME_KEY })} />
  return <Frame me={me.data} />
}

function Frame({ me }: { me: Me }): JSX.Element {
  useLiveChanges(me.permissions.includes('monitoring.read'))
  const signOut = useSignOut('/portal')
  const { pathname } = useLocation()
  return (
    <div className="portal">
      <header className="portal-bar">
        <a href="#main" className="skip-link">
          Skip to the page
        </a>
        <AppLink href="/portal" className="brand">
          <Mark /> Mainstay
        </AppLink>
        <nav aria-label="Portal" className="portal-nav">
          {portalPlaces(me.permissions).map(({ href, name }) => (
            <AppLink
              key={href}
              href={href}
              current={pathname === href.replace(/^\/portal/, '') || pathname === href || (href === '/portal' && pathname === '/')}
            >
              {name}
            </AppLink>
          ))}
        </nav>
        <div className="row">
          <AppLink href="/portal/account" className="portal-account" current={pathname.endsWith('/account')}>
            Your account
          </AppLink>
          <Button variant="subtle" size="compact-sm" loading={signOut.isPending} onClick={() => signOut.mutate()}>
            Sign out
          </Button>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {me.kind === 'client' ? <Outlet /> : <ForStaff />}
      </main>
    </div>
  )
}

function ForStaff(): JSX.Element {
  return (
    <PortalPage title="This is the clients’ page" lead="You are signed in as one of the provider’s people.">
      <p>
        Your place is <a href="/">the console</a>. To see what a client sees, open a report there: page one is the same.
      </p>
    </PortalPage>
  )
}
