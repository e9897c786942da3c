/** Makes what a client said in one message a ticket of its own. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { Ticket } from '@mainstay/contract/servicedesk'
import { FormFailure } from '../../ui/messages.tsx'
import { useTicketAction } from './queries.ts'

export function Split({ ticket }: { ticket: Ticket }): JSX.Element | null {
  const [messageId, setMessageId] = useState('')
  const [subject, setSubject] = useState('')
  const act = useTicketAction(ticket.id)
  const navigate = useNavigate()
  // The first is what the ticket is about.
  const said = ticket.messages.slice(1).filter(({ author }) => author === 'customer')
  if (said.length === 0) return null
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    act.mutate(
      { do: 'split', messageId, subject },
      { onSuccess: ({ id }) => void navigate({ to: '/tickets/$ticketId', params: { ticketId: id } }) },
    )
  }
  return (
    <form className="stack-tight" onSubmit={submit} aria-label="Split">
      <NativeSelect
        label="Something else was asked in"
        value={messageId}
        data={[{ value: '', label: 'choose a message' }, ...said.map(({ id, body }) => ({ value: id, label: body.slice(0, 60) }))]}
        onChange={(e) => setMessageId(e.currentTarget.value)}
      />
      {messageId === '' ? null : (
        <>
          <TextInput
            label="Subject of the new ticket"
            required
            maxLength={200}
            value={subject}
            onChange={(e) => setSubject(e.currentTarget.value)}
          />
          <div>
            <Button type="submit" variant="default" loading={act.isPending} disabled={subject.trim() === ''}>
              Make it a ticket of its own
            </Button>
          </div>
        </>
      )}
      <FormFailure error={act.error} />
    </form>
  )
}
