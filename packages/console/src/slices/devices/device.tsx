/** One device: what is with this machine? Recovery first, then health, then what it is made of. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { JSX } from 'react'
import type { DeviceDetail } from '@mainstay/contract/devices'
import { useMay } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { NotKnown } from '../../ui/not-known.tsx'
import { Page } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { InZone } from '../../ui/zone.tsx'
import { useZoneOf } from '../clients/queries.ts'
import { DeviceAlerts } from '../monitoring/device-alerts.tsx'
import { LiveCharts } from '../monitoring/live-charts.tsx'
import { alertsQuery, lastMeasuredQuery } from '../monitoring/queries.ts'
import { DeviceRecoveryPart } from '../recovery/device-recovery.tsx'
import { deviceRecoveryQuery } from '../recovery/queries.ts'
import { deviceTitle } from './device-title.ts'
import { InventoryPart } from './inventory.tsx'
import { PolicyPart } from './policy.tsx'
import { deviceQuery } from './queries.ts'
import { systemOf } from './wording.ts'

export function DevicePage(): JSX.Element {
  const { deviceId } = useParams({ from: '/app/devices/$deviceId' })
  return (
    <Loaded query={useQuery(deviceQuery(deviceId))} skeleton={<TitleSkeleton />}>
      {(device) => <Whole device={device} />}
    </Loaded>
  )
}

function Whole({ device }: { device: DeviceDetail }): JSX.Element {
  const zone = useZoneOf(device.clientId)
  const { data: alerts } = useQuery(alertsQuery({ deviceId: device.id, open: true }))
  const { data: recovery } = useQuery(deviceRecoveryQuery(device.id))
  const mayDraft = useMay('policy.draft')
  return (
    <InZone zone={zone}>
      <Page
        title={deviceTitle(device.hostname, recovery?.standing, alerts?.rows)}
        over={
          <>
            <Link to="/clients/$clientId" params={{ clientId: device.clientId }}>
              {device.clientName}
            </Link>{' '}
            · {device.siteName}
          </>
        }
        lead={
          <>
            {systemOf(device)} · last heard <LastHeard device={device} />
          </>
        }
        actions={
          mayDraft ? (
            <Button
              variant="default"
              renderRoot={(props) => <Link {...props} to="/devices/$deviceId/protection" params={{ deviceId: device.id }} />}
            >
              {device.policy.applied?.backup ? 'Change protection' : 'Add protection'}
            </Button>
          ) : null
        }
      >
        <DeviceRecoveryPart deviceId={device.id} />
        <DeviceAlerts deviceId={device.id} />
        <LiveCharts deviceId={device.id} enrolledAt={device.enrolledAt} />
        <PolicyPart device={device} />
        <InventoryPart device={device} />
      </Page>
    </InZone>
  )
}

/** A measurement is a sign of life too, and comes more often than the agent signs in. */
function LastHeard({ device }: { device: DeviceDetail }): JSX.Element {
  const { data: measuredAt } = useQuery(lastMeasuredQuery(device.id))
  const newest = [device.lastSeenAt, measuredAt ?? null]
    .filter((at) => at !== null)
    .sort()
    .at(-1)
  return newest ? <Ago at={newest} /> : <NotKnown>never</NotKnown>
}
