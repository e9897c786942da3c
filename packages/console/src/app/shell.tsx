/** The frame of the console for those who are signed in: navigation, search, keys, live changes. */
import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { type JSX, useEffect, useState } from 'react'
import { Failure } from '../ui/messages.tsx'
import { TitleSkeleton } from '../ui/skeletons.tsx'
import { KeysDialog } from './keys-dialog.tsx'
import { useLiveChanges } from './live.ts'
import { Navigation } from './navigation.tsx'
import { SearchDialog } from './search-dialog.tsx'
import { meQuery, useMay } from './session.ts'
import { useShortcuts } from './shortcuts.ts'
import './shell.css'

export function Shell(): JSX.Element {
  const me = useQuery(meQuery)
  if (me.isPending) return <TitleSkeleton />
  if (me.isError)
    return (
      <main className="page" id="main">
        <Failure error={me.error} retry={() => void me.refetch()} />
      </main>
    )
  if (me.data === null) return <ToSignIn />
  if (me.data.kind === 'client') return <ToPortal />
  return <Frame />
}

function Frame(): JSX.Element {
  const [dialog, setDialog] = useState<'search' | 'keys' | null>(null)
  useLiveChanges(useMay('monitoring.read'))
  useShortcuts({ search: () => setDialog('search'), keys: () => setDialog('keys') })
  const close = (): void => setDialog(null)
  return (
    <div className="shell">
      <Navigation onSearch={() => setDialog('search')} onKeys={() => setDialog('keys')} />
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <SearchDialog opened={dialog === 'search'} close={close} />
      <KeysDialog opened={dialog === 'keys'} close={close} />
    </div>
  )
}

/** Where one wanted to go is read once: the address changes before this is gone, and would lead back to itself. */
function ToSignIn(): JSX.Element {
  const { href } = useLocation()
  const [wanted] = useState(href)
  const navigate = useNavigate()
  useEffect(() => void navigate({ to: '/sign-in', search: wanted === '/' ? {} : { back: wanted }, replace: true }), [navigate, wanted])
  return <TitleSkeleton />
}

/** A client's people have a page of their own. */
function ToPortal(): JSX.Element {
  globalThis.location.replace('/portal')
  return <TitleSkeleton />
}
