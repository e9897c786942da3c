/** What belongs together: tags, the ticket above and those below, and merging this one into another. */
import { Button, NativeSelect, TagsInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { Ticket } from '@mainstay/contract/servicedesk'
import { useMay } from '../../app/session.ts'
import { FormFailure } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { ticketPageQuery, useTicketAction } from './queries.ts'
import { Split } from './split.tsx'
import { statusWord } from './wording.ts'

export function Together({ ticket }: { ticket: Ticket }): JSX.Element {
  const may = useMay('servicedesk.write')
  const act = useTicketAction(ticket.id)
  const { parent, children, mergedInto } = ticket
  return (
    <Section title="Together with">
      <div className="card stack">
        {mergedInto === null ? null : (
          <p>
            It was merged.{' '}
            <Link to="/tickets/$ticketId" params={{ ticketId: mergedInto }}>
              Go on there
            </Link>
          </p>
        )}
        <TagsInput
          label="Tags"
          description="Enter ends a word."
          disabled={!may}
          value={ticket.tags}
          maxTags={20}
          onChange={(tags) => act.mutate({ do: 'tags', tags: tags.map((tag) => tag.trim().toLowerCase().replaceAll(/\s+/g, '-')) })}
        />
        {parent === null ? null : (
          <p>
            Under{' '}
            <Link to="/tickets/$ticketId" params={{ ticketId: parent.id }}>
              #{parent.number} {parent.subject}
            </Link>
          </p>
        )}
        {children.length === 0 ? null : (
          <ul className="stack-tight" aria-label="Under this ticket">
            {children.map(({ id, number, subject, status }) => (
              <li key={id}>
                <Link to="/tickets/$ticketId" params={{ ticketId: id }}>
                  #{number} {subject}
                </Link>{' '}
                <span className="soft">{statusWord[status].toLowerCase()}</span>
              </li>
            ))}
          </ul>
        )}
        <FormFailure error={act.error} />
        {may && mergedInto === null ? <OtherTicket ticket={ticket} /> : null}
        {may && mergedInto === null ? <Split ticket={ticket} /> : null}
      </div>
    </Section>
  )
}

/** One of the client's open tickets, to merge into or to stand under. */
function OtherTicket({ ticket }: { ticket: Ticket }): JSX.Element | null {
  const { data } = useQuery(ticketPageQuery({ clientId: ticket.clientId }, 1))
  const [other, setOther] = useState('')
  const act = useTicketAction(ticket.id)
  const navigate = useNavigate()
  const others = (data?.rows ?? []).filter(({ id }) => id !== ticket.id)
  if (others.length === 0) return null
  const done = ticket.status === 'resolved' || ticket.status === 'closed'
  const submit = (event: SubmitEvent): void => event.preventDefault()
  return (
    <form className="stack-tight" onSubmit={submit}>
      <NativeSelect
        label="Another open ticket of this client"
        value={other}
        data={[
          { value: '', label: 'choose one' },
          ...others.map(({ id, number, subject }) => ({ value: id, label: `#${number} ${subject}` })),
        ]}
        onChange={(e) => setOther(e.currentTarget.value)}
      />
      <div className="row">
        <Button
          variant="default"
          disabled={other === '' || done}
          onClick={() =>
            act.mutate(
              { do: 'merge', into: other },
              { onSuccess: ({ id }) => void navigate({ to: '/tickets/$ticketId', params: { ticketId: id } }) },
            )
          }
        >
          Merge this into it
        </Button>
        <Button variant="default" disabled={other === ''} onClick={() => act.mutate({ do: 'parent', parentId: other })}>
          Put this under it
        </Button>
        {ticket.parent === null ? null : (
          <Button variant="default" onClick={() => act.mutate({ do: 'parent', parentId: null })}>
            Take it out from under #{ticket.parent.number}
          </Button>
        )}
      </div>
      <FormFailure error={act.error} />
    </form>
  )
}
