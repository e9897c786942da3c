/** The devices of one client with their health. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import type { DeviceRow } from '@mainstay/contract/monitoring'
import { Ago } from '../../ui/ago.tsx'
import { count } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { NotKnown } from '../../ui/not-known.tsx'
import { Section } from '../../ui/page.tsx'
import { Share } from '../../ui/share.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { StateMark } from '../../ui/tone-mark.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { clientDevicesQuery } from './queries.ts'

export function ClientDevices({ clientId }: { clientId: string }): JSX.Element {
  return (
    <Loaded query={useQuery(clientDevicesQuery(clientId))} skeleton={<RowsSkeleton rows={3} />}>
      {({ rows, total }) =>
        total === 0 ? null : (
          <Section
            title={count(total, 'device')}
            aside={
              <Link to="/devices" search={{ clientId }}>
                All with filters
              </Link>
            }
          >
            <TableCard label="Devices of this client">
              <table className="table">
                <thead>
                  <tr>
                    <th>State</th>
                    <th>Device</th>
                    <th>Site</th>
                    <th className="num">CPU</th>
                    <th className="num">Memory</th>
                    <th className="num">Fullest disk</th>
                    <th className="num">Last seen</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <Row key={row.id} row={row} />
                  ))}
                </tbody>
              </table>
            </TableCard>
          </Section>
        )
      }
    </Loaded>
  )
}

function Row({ row }: { row: DeviceRow }): JSX.Element {
  return (
    <tr>
      <td>
        <StateMark state={row.state} />
      </td>
      <td>
        <Link to="/devices/$deviceId" params={{ deviceId: row.id }}>
          {row.hostname}
        </Link>
        {row.why ? <div className="small soft">{row.why}</div> : null}
      </td>
      <td>{row.siteName}</td>
      <td className="num">
        <Share value={row.cpu} />
      </td>
      <td className="num">
        <Share value={row.memory} />
      </td>
      <td className="num">
        <Share value={row.disk} />
      </td>
      <td className="num">{row.lastSeenAt ? <Ago at={row.lastSeenAt} /> : <NotKnown>never</NotKnown>}</td>
    </tr>
  )
}
