/** See your server: it is switched on from its backup, and a person of the firm looks whether all is there. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { JSX } from 'react'
import { deviceSandboxQuery } from '../slices/recovery/sandbox/queries.ts'
import { SandboxView } from '../slices/recovery/sandbox/sandbox-view.tsx'
import { sandboxTitle } from '../slices/recovery/sandbox/words.ts'
import { AppLink } from '../ui/app-link.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'
import { PortalPage } from './portal-page.tsx'

export function SeeServer(): JSX.Element {
  const { deviceId = '' } = useParams({ strict: false })
  return (
    <Loaded query={useQuery(deviceSandboxQuery(deviceId))} skeleton={<RowsSkeleton rows={3} />}>
      {(device) => (
        <PortalPage title={sandboxTitle(device, 'portal')} lead={<AppLink href="/portal/systems">All your systems</AppLink>}>
          <SandboxView device={device} voice="portal" />
        </PortalPage>
      )}
    </Loaded>
  )
}
