/** Alerts: what is wrong now, or what was. */
import { NativeSelect, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { JSX } from 'react'
import { type AlertSearch, alertSearch } from '../../app/search.ts'
import { count } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/messages.tsx'
import { Page } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { InZone } from '../../ui/zone.tsx'
import { clientsQuery, useZoneOf } from '../clients/queries.ts'
import { AlertList } from './alert-list.tsx'
import { alertsQuery } from './queries.ts'

export function Alerts(): JSX.Element {
  const { show, ...filter } = useSearch({ from: '/app/alerts' })
  const navigate = useNavigate({ from: '/alerts' })
  const ended = show === 'ended'
  const alerts = useQuery(alertsQuery({ ...filter, open: !ended }))
  const { data: clients } = useQuery(clientsQuery)
  const zone = useZoneOf(filter.clientId)
  const change = (next: Record<string, string | undefined>): void =>
    void navigate({ search: (now: AlertSearch) => alertSearch({ ...now, ...next }), replace: true })
  return (
    <Page
      title={alerts.data ? title(alerts.data.total, ended) : 'Alerts'}
      actions={
        <>
          <NativeSelect
            aria-label="Client"
            value={filter.clientId ?? ''}
            data={[{ value: '', label: 'Every client' }, ...(clients?.clients ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={({ currentTarget }) => change({ clientId: currentTarget.value || undefined })}
          />
          <SegmentedControl
            aria-label="Which alerts"
            value={ended ? 'ended' : 'open'}
            data={[
              { value: 'open', label: 'Open' },
              { value: 'ended', label: 'Ended' },
            ]}
            onChange={(value) => change({ show: value === 'ended' ? 'ended' : undefined })}
          />
        </>
      }
    >
      <Loaded query={alerts} skeleton={<RowsSkeleton />}>
        {({ rows, total }) =>
          rows.length === 0 ? (
            <Nothing ended={ended} ofDevice={filter.deviceId !== undefined} />
          ) : (
            <InZone zone={zone}>
              <AlertList alerts={rows} />
              {total > rows.length ? (
                <p className="soft">
                  The newest {rows.length} of {total}.
                </p>
              ) : null}
            </InZone>
          )
        }
      </Loaded>
    </Page>
  )
}

function title(total: number, ended: boolean): string {
  if (ended) return total === 0 ? 'No alert has ended yet' : `${count(total, 'alert')} ended`
  return total === 0 ? 'No alert is open' : `${count(total, 'alert')} ${total === 1 ? 'is' : 'are'} open`
}

function Nothing({ ended, ofDevice }: { ended: boolean; ofDevice: boolean }): JSX.Element {
  return (
    <Empty
      title={ended ? 'Nothing to look back on' : 'Nothing watched is outside its limits'}
      action={ofDevice ? <Link to="/alerts">Alerts of every device</Link> : <Link to="/devices">Look at the devices</Link>}
    >
      {ended
        ? 'Alerts that have cleared are kept here, each with why it was raised.'
        : 'A machine that falls silent raises an alert by itself: no data is never taken for good.'}
    </Empty>
  )
}
