/** What the firm has asked for, and a form to ask for something. */
import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type JSX, type SubmitEvent, useState } from 'react'
import { useMe } from '../app/session.ts'
import { Ago } from '../ui/ago.tsx'
import { AppLink } from '../ui/app-link.tsx'
import { Icon, ToneShape } from '../ui/icons.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Empty, FormFailure } from '../ui/messages.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'
import { PortalPage } from './portal-page.tsx'
import { portalTicketsQuery, useOpenPortalTicket } from './ticket-queries.ts'
import { statusForOwners, ticketsTitle, toneForOwners } from './ticket-words.ts'

export function PortalTickets(): JSX.Element {
  const [asking, setAsking] = useState(false)
  return (
    <Loaded query={useQuery(portalTicketsQuery)} skeleton={<RowsSkeleton rows={3} />}>
      {({ tickets }) => (
        <PortalPage title={ticketsTitle(tickets)}>
          {asking ? (
            <Ask />
          ) : (
            <div>
              <Button size="md" onClick={() => setAsking(true)}>
                Ask for help
              </Button>
            </div>
          )}
          {tickets.length === 0 ? (
            <Empty title="Something does not work, or you need something?">
              Write it here. You see at once when a person answers, at the latest, and when it is solved.
            </Empty>
          ) : (
            <ul className="card card-flush">
              {tickets.map((ticket) => (
                <li key={ticket.id}>
                  <AppLink href={`/portal/tickets/${ticket.id}`} className="list-row">
                    <ToneShape tone={toneForOwners(ticket.status)} size={20} />
                    <span className="grow">
                      <strong>{ticket.subject}</strong>
                      <div className="soft">
                        {statusForOwners[ticket.status]} · {ticket.requester} <Ago at={ticket.openedAt} />
                      </div>
                    </span>
                    <Icon name="next" />
                  </AppLink>
                </li>
              ))}
            </ul>
          )}
        </PortalPage>
      )}
    </Loaded>
  )
}

function Ask(): JSX.Element {
  const me = useMe()
  const [subject, setSubject] = useState('')
  const [body, setBody] = useState('')
  const [workStopped, setWorkStopped] = useState(false)
  const open = useOpenPortalTicket()
  const navigate = useNavigate()
  const [clientId] = me === null || me.clients === 'all' ? [] : me.clients
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (clientId === undefined) return
    open.mutate(
      { clientId, subject, body, workStopped },
      { onSuccess: ({ id }) => void navigate({ to: '/tickets/$ticketId', params: { ticketId: id } }) },
    )
  }
  return (
    <form className="card stack" onSubmit={submit} aria-label="Ask for help">
      <TextInput
        label="In a few words"
        data-autofocus
        required
        maxLength={200}
        value={subject}
        onChange={({ currentTarget }) => setSubject(currentTarget.value)}
      />
      <Textarea
        label="What happens, and since when"
        required
        autosize
        minRows={4}
        maxLength={50_000}
        value={body}
        onChange={({ currentTarget }) => setBody(currentTarget.value)}
      />
      <Checkbox
        label="Somebody cannot work until it is solved"
        checked={workStopped}
        onChange={({ currentTarget }) => setWorkStopped(currentTarget.checked)}
      />
      <FormFailure error={open.error} />
      <div>
        <Button type="submit" size="md" loading={open.isPending}>
          Send it
        </Button>
      </div>
    </form>
  )
}
