/** The console's page of one restored server: is it really there? */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { JSX } from 'react'
import { Loaded } from '../../../ui/loaded.tsx'
import { Page } from '../../../ui/page.tsx'
import { TitleSkeleton } from '../../../ui/skeletons.tsx'
import { InZone } from '../../../ui/zone.tsx'
import { useZoneOf } from '../../clients/queries.ts'
import { deviceQuery } from '../../devices/queries.ts'
import { deviceSandboxQuery } from './queries.ts'
import { SandboxView } from './sandbox-view.tsx'
import { sandboxTitle } from './words.ts'

export function SandboxPage(): JSX.Element {
  const { deviceId } = useParams({ from: '/app/devices/$deviceId/sandbox' })
  const { data: device } = useQuery(deviceQuery(deviceId))
  const zone = useZoneOf(device?.clientId)
  return (
    <Loaded query={useQuery(deviceSandboxQuery(deviceId))} skeleton={<TitleSkeleton />}>
      {(of) => (
        <InZone zone={zone}>
          <Page
            title={sandboxTitle(of, 'console')}
            over={
              <Link to="/devices/$deviceId" params={{ deviceId }}>
                {of.hostname}
              </Link>
            }
          >
            <SandboxView device={of} voice="console" />
          </Page>
        </InZone>
      )}
    </Loaded>
  )
}
