/** One request of the firm: the promise, what was said, an answer, and whether it was solved well. */
import { Button, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { PortalTicket } from '@mainstay/contract/servicedesk'
import { Ago, Exactly } from '../ui/ago.tsx'
import { AppLink } from '../ui/app-link.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { FormFailure } from '../ui/messages.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'
import { ToneMark } from '../ui/tone-mark.tsx'
import { InZone } from '../ui/zone.tsx'
import { Attached } from '../slices/servicedesk/attached.tsx'
import { PortalPage } from './portal-page.tsx'
import { portalTicketQuery, useJudge, useReply } from './ticket-queries.ts'
import { promiseForOwners, statusForOwners } from './ticket-words.ts'
import '../slices/servicedesk/ticket.css'

export function PortalTicketPage(): JSX.Element {
  const { ticketId = '' } = useParams({ strict: false })
  return (
    <Loaded query={useQuery(portalTicketQuery(ticketId))} skeleton={<RowsSkeleton rows={3} />}>
      {(ticket) => <Whole key={ticket.id} ticket={ticket} />}
    </Loaded>
  )
}

function Whole({ ticket }: { ticket: PortalTicket }): JSX.Element {
  const done = ticket.status === 'resolved' || ticket.status === 'closed'
  return (
    <InZone zone={ticket.zone}>
      <PortalPage
        title={ticket.subject}
        lead={
          <>
            <AppLink href="/portal/tickets">Your requests</AppLink> · #{ticket.number} · {statusForOwners[ticket.status]}
            {ticket.assignee ? ` · ${ticket.assignee} has it` : ''}
          </>
        }
      >
        <ul className="card stack-tight" aria-label="What is promised">
          {promiseForOwners(ticket).map(({ tone, words, at }) => (
            <li key={words}>
              <ToneMark tone={tone}>
                {words} {at ? <Exactly at={at} /> : null}
              </ToneMark>
            </li>
          ))}
        </ul>
        {done ? <Judge ticket={ticket} /> : null}
        <ol className="talk" aria-label="Conversation">
          {ticket.messages.map(({ id, author, authorName, at, body, attachments }) => (
            <li key={id}>
              <article className={`talk-said talk-${author}`}>
                <header className="row-between small">
                  <strong>{authorName}</strong>
                  <span className="soft">
                    <Ago at={at} />
                  </span>
                </header>
                <p className="talk-body">{body}</p>
                <Attached at={`/portal/tickets/${ticket.id}`} files={attachments} />
              </article>
            </li>
          ))}
        </ol>
        <Reply ticket={ticket} done={done} />
      </PortalPage>
    </InZone>
  )
}

function Judge({ ticket }: { ticket: PortalTicket }): JSX.Element {
  const judge = useJudge(ticket.id)
  const words = { good: 'Yes, it is solved well', bad: 'No, it is not' } as const
  return (
    <section className="card stack" aria-label="Was it solved well?">
      <h2>Was it solved well?</h2>
      <div className="row">
        {(['good', 'bad'] as const).map((answer) => (
          <Button
            key={answer}
            size="md"
            variant={ticket.satisfaction === answer ? 'filled' : 'default'}
            aria-pressed={ticket.satisfaction === answer}
            loading={judge.isPending && judge.variables === answer}
            onClick={() => judge.mutate(answer)}
          >
            {words[answer]}
          </Button>
        ))}
      </div>
      {ticket.satisfaction ? <p className="soft">Your provider sees it. You can change it.</p> : null}
      <FormFailure error={judge.error} />
    </section>
  )
}

function Reply({ ticket, done }: { ticket: PortalTicket; done: boolean }): JSX.Element {
  const [body, setBody] = useState('')
  const reply = useReply(ticket.id)
  const navigate = useNavigate()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    reply.mutate(body, {
      onSuccess: ({ id }) => {
        setBody('')
        // What was solved too long ago goes on as a request of its own.
        if (id !== ticket.id) void navigate({ to: '/tickets/$ticketId', params: { ticketId: id } })
      },
    })
  }
  return (
    <form className="card stack" onSubmit={submit} aria-label="Answer">
      <Textarea
        label={done ? 'Something is still wrong? Your answer opens it again' : 'Your answer'}
        autosize
        minRows={3}
        required
        maxLength={50_000}
        value={body}
        onChange={({ currentTarget }) => setBody(currentTarget.value)}
      />
      <FormFailure error={reply.error} />
      <div>
        <Button type="submit" size="md" loading={reply.isPending} disabled={body.trim() === ''}>
          Send
        </Button>
      </div>
    </form>
  )
}
