/** The open alerts of one device; nothing at all when there are none, since the title says so. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { count } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Section } from '../../ui/page.tsx'
import { AlertList } from './alert-list.tsx'
import { alertsQuery } from './queries.ts'

export function DeviceAlerts({ deviceId }: { deviceId: string }): JSX.Element {
  return (
    <Loaded query={useQuery(alertsQuery({ deviceId, open: true }))} skeleton={null}>
      {({ rows }) =>
        rows.length === 0 ? null : (
          <Section
            title={count(rows.length, 'open alert')}
            aside={
              <Link to="/alerts" search={{ deviceId, show: 'ended' }}>
                Ended ones
              </Link>
            }
          >
            <AlertList alerts={rows} withDevice={false} />
          </Section>
        )
      }
    </Loaded>
  )
}
