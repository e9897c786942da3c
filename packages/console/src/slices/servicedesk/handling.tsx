/** Who has the ticket, how urgent it is, and where it stands. */
import { Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import type { Ticket } from '@mainstay/contract/servicedesk'
import { useMay, useMe } from '../../app/session.ts'
import { FormFailure } from '../../ui/messages.tsx'
import { assigneesQuery, useTicketAction } from './queries.ts'
import { PRIORITIES, priorityWord } from './wording.ts'

export function Handling({ ticket }: { ticket: Ticket }): JSX.Element {
  const { data } = useQuery(assigneesQuery(ticket.clientId))
  const may = useMay('servicedesk.write')
  const me = useMe()
  const act = useTicketAction(ticket.id)
  const done = ticket.status === 'resolved' || ticket.status === 'closed'
  const people = data?.people ?? (ticket.assignee ? [ticket.assignee] : [])
  return (
    <section className="card stack" aria-label="Handling">
      <NativeSelect
        label="Who has it"
        disabled={!may || act.isPending}
        value={ticket.assignee?.id ?? ''}
        data={[{ value: '', label: 'nobody' }, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={({ currentTarget }) => act.mutate({ do: 'assignee', personId: currentTarget.value || null })}
      />
      <NativeSelect
        label="Priority"
        disabled={!may || done || act.isPending}
        value={ticket.priority}
        data={PRIORITIES.map((value) => ({ value, label: priorityWord[value] }))}
        onChange={({ currentTarget }) => {
          const priority = PRIORITIES.find((one) => one === currentTarget.value)
          if (priority) act.mutate({ do: 'priority', priority })
        }}
      />
      <FormFailure error={act.error} />
      {may ? (
        <div className="row">
          {me && ticket.assignee?.id !== me.id && people.some(({ id }) => id === me.id) ? (
            <Button variant="default" onClick={() => act.mutate({ do: 'assignee', personId: me.id })}>
              Take it
            </Button>
          ) : null}
          {done ? (
            <Button variant="default" onClick={() => act.mutate({ do: 'status', status: 'open' })}>
              Open it again
            </Button>
          ) : (
            <Button variant="default" onClick={() => act.mutate({ do: 'status', status: 'resolved' })}>
              Resolve
            </Button>
          )}
          {ticket.status.startsWith('waiting') ? (
            <Button variant="default" onClick={() => act.mutate({ do: 'status', status: 'open' })}>
              Go on
            </Button>
          ) : null}
          {ticket.status === 'resolved' ? (
            <Button variant="default" onClick={() => act.mutate({ do: 'status', status: 'closed' })}>
              Close
            </Button>
          ) : null}
        </div>
      ) : null}
    </section>
  )
}
