/** One ticket: what was said, what is promised and why, what to do next. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { JSX } from 'react'
import type { Ticket } from '@mainstay/contract/servicedesk'
import { Ago } from '../../ui/ago.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { InZone } from '../../ui/zone.tsx'
import { useNow } from '../../ui/now.ts'
import { useZoneOf } from '../clients/queries.ts'
import { AdvisedBefore } from '../recommendations/advised-before.tsx'
import { Answer } from './answer.tsx'
import { Conversation } from './conversation.tsx'
import { Handling } from './handling.tsx'
import { Ledger } from './ledger.tsx'
import { ticketQuery } from './queries.ts'
import { Checklist } from './checklist.tsx'
import { Stopwatch } from './stopwatch.tsx'
import { Together } from './together.tsx'
import { Told } from './told.tsx'
import { sourceWord, statusWord, ticketTitle, timeLeft } from './wording.ts'
import './ticket.css'

export function TicketPage(): JSX.Element {
  const { ticketId } = useParams({ from: '/app/tickets/$ticketId' })
  return (
    <Loaded query={useQuery(ticketQuery(ticketId))} skeleton={<TitleSkeleton />}>
      {(ticket) => <Whole key={ticket.id} ticket={ticket} />}
    </Loaded>
  )
}

function Whole({ ticket }: { ticket: Ticket }): JSX.Element {
  const zone = useZoneOf(ticket.clientId)
  const left = timeLeft(ticket, useNow())
  return (
    <InZone zone={zone}>
      <Page
        wide
        title={ticketTitle(ticket)}
        over={
          <>
            <Link to="/tickets">Tickets</Link> ·{' '}
            <Link to="/clients/$clientId" params={{ clientId: ticket.clientId }}>
              {ticket.clientName}
            </Link>
          </>
        }
        lead={
          <>
            {statusWord[ticket.status]} · {ticket.requester}, {sourceWord[ticket.source]} <Ago at={ticket.openedAt} />
          </>
        }
        actions={<Told pill left={left} />}
      >
        <div className="ticket-desk">
          <div className="stack-wide">
            <Conversation id={ticket.id} messages={ticket.messages} changes={ticket.changes} />
            <Answer ticket={ticket} />
          </div>
          <aside className="stack-wide" aria-label="About this ticket">
            <Handling ticket={ticket} />
            <Section title="Time promised">
              <Ledger ticket={ticket} />
            </Section>
            <Stopwatch ticket={ticket} />
            <Checklist ticket={ticket} />
            <Together ticket={ticket} />
            <Links ticket={ticket} />
            <AdvisedBefore clientId={ticket.clientId} deviceId={ticket.deviceId} before={ticket.openedAt} />
          </aside>
        </div>
      </Page>
    </InZone>
  )
}

function Links({ ticket }: { ticket: Ticket }): JSX.Element | null {
  const { deviceId, previousId, satisfaction } = ticket
  const rows: [string, JSX.Element | string][] = []
  if (deviceId)
    rows.push([
      'Device',
      <Link key="device" to="/devices/$deviceId" params={{ deviceId }}>
        See the device and its alerts
      </Link>,
    ])
  if (previousId)
    rows.push([
      'Continues',
      <Link key="previous" to="/tickets/$ticketId" params={{ ticketId: previousId }}>
        The earlier ticket
      </Link>,
    ])
  if (satisfaction) rows.push(['The client says', satisfaction === 'good' ? 'It was solved well' : 'It was not solved well'])
  return rows.length === 0 ? null : (
    <Section title="Beside it">
      <div className="card">
        <Facts rows={rows} />
      </div>
    </Section>
  )
}
