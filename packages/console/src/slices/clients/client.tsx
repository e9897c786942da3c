/** One client: how do they stand, and why? Recovery first, then systems, sites, reports. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { JSX } from 'react'
import type { Client } from '@mainstay/contract/clients'
import { useMay } from '../../app/session.ts'
import { count } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/messages.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { CardsSkeleton, RowsSkeleton, TitleSkeleton } from '../../ui/skeletons.tsx'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { InZone } from '../../ui/zone.tsx'
import { ClientDevices } from '../devices/client-devices.tsx'
import { clientDevicesQuery } from '../devices/queries.ts'
import { BoardRows } from '../recovery/board.tsx'
import { clientRecoveryQuery } from '../recovery/queries.ts'
import { boardTitle, worstFirst } from '../recovery/standing.ts'
import { SignedStanding } from '../recommendations/signed-standing.tsx'
import { ClientReports } from '../reports/client-reports.tsx'
import { Planning } from './planning.tsx'
import { clientQuery } from './queries.ts'
import { Sites } from './sites.tsx'
import { clientStanding } from './standing.ts'

export function ClientPage(): JSX.Element {
  const { clientId } = useParams({ from: '/app/clients/$clientId' })
  return (
    <Loaded query={useQuery(clientQuery(clientId))} skeleton={<TitleSkeleton />}>
      {(client) => <Whole client={client} />}
    </Loaded>
  )
}

function Whole({ client }: { client: Client }): JSX.Element {
  const recovery = useQuery(clientRecoveryQuery(client.id))
  const mayAdd = useMay('devices.write')
  const mayMoney = useMay('agreements.read')
  const systems = recovery.data?.devices
  return (
    <InZone zone={client.zone}>
      <Page
        wide
        title={systems ? `${client.name}: ${lower(boardTitle(systems))}` : client.name}
        over={<Link to="/clients">Clients</Link>}
        lead={`Times are in ${client.zone}`}
        actions={
          <>
            <Planning clientId={client.id} />
            <Button variant="subtle" renderRoot={(props) => <Link {...props} to="/tickets" search={{ clientId: client.id }} />}>
              Tickets
            </Button>
            <Button
              variant="subtle"
              renderRoot={(props) => <Link {...props} to="/clients/$clientId/desk" params={{ clientId: client.id }} />}
            >
              Hours and targets
            </Button>
            {mayMoney ? (
              <Button
                variant="subtle"
                renderRoot={(props) => <Link {...props} to="/clients/$clientId/agreement" params={{ clientId: client.id }} />}
              >
                Agreement and invoices
              </Button>
            ) : null}
            {mayAdd ? (
              <Button variant="default" renderRoot={(props) => <Link {...props} to="/devices/add" search={{ clientId: client.id }} />}>
                Add a device
              </Button>
            ) : null}
          </>
        }
      >
        <SignedStanding clientId={client.id} />
        <Standing clientId={client.id} />
        <Loaded query={recovery} skeleton={<RowsSkeleton rows={3} />}>
          {({ devices }) =>
            devices.length === 0 ? (
              <Empty
                title="This client has no system yet"
                action={
                  <Link to="/devices/add" search={{ clientId: client.id }}>
                    Add a device
                  </Link>
                }
              >
                Nothing is watched and nothing would come back until one enrols.
              </Empty>
            ) : (
              <Section title="Recovery">
                <BoardRows systems={worstFirst(devices)} zone={client.zone} />
              </Section>
            )
          }
        </Loaded>
        <ClientDevices clientId={client.id} />
        <div className="columns-2">
          <ClientReports client={client} />
          <Sites client={client} />
        </div>
      </Page>
    </InZone>
  )
}

function Standing({ clientId }: { clientId: string }): JSX.Element {
  const { data: devices } = useQuery(clientDevicesQuery(clientId))
  return (
    <Loaded query={useQuery(clientRecoveryQuery(clientId))} skeleton={<CardsSkeleton cards={1} />}>
      {({ devices: systems }) => {
        const { tone, word, reasons } = clientStanding(systems, devices)
        return (
          <section className="card stack" aria-label="Standing">
            <div className="row-between">
              <h2>
                <ToneMark tone={tone}>{word}</ToneMark>
              </h2>
              <span className="soft">{count(reasons.length, 'reason')}</span>
            </div>
            <ul className="stack-tight">
              {reasons.map((reason) => (
                <li key={reason.text}>
                  <ToneMark tone={reason.tone}>
                    <span className="reason">{reason.text}</span>
                  </ToneMark>
                </li>
              ))}
            </ul>
          </section>
        )
      }}
    </Loaded>
  )
}

function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}
