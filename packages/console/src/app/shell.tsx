/** The frame of the console for those who are signed in: navigation, search, keys, live changes. */
import { useQuery } from '@tanstack/react-query'
import { Navigate, Outlet, useLocation } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
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
  const { href } = useLocation()
  if (me.isPending) return <TitleSkeleton />
  if (me.isError)
    return (
      <main className="page" id="main">
        <Failure error={me.error} retry={() => void me.refetch()} />
      </main>
    )
  if (me.data === null) return <Navigate to="/sign-in" search={href === '/' ? {} : { back: href }} replace />
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

/** A client's people have a page of their own. */
function ToPortal(): JSX.Element {
  globalThis.location.replace('/portal')
  return <TitleSkeleton />
}
