/** The checklist of a ticket: ticked by a person, and who it was stands beside it. */
import { Button, Checkbox, TextInput } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { Ticket } from '@mainstay/contract/servicedesk'
import { useMay } from '../../app/session.ts'
import { FormFailure } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { useTicketAction } from './queries.ts'

export function Checklist({ ticket }: { ticket: Ticket }): JSX.Element | null {
  const may = useMay('servicedesk.write')
  const act = useTicketAction(ticket.id)
  const [text, setText] = useState('')
  const { checklist } = ticket
  if (checklist.length === 0 && !may) return null
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (text.trim() !== '') act.mutate({ do: 'checklist/add', items: [text.trim()] }, { onSuccess: () => setText('') })
  }
  const open = checklist.filter(({ done }) => done === null).length
  return (
    <Section title={checklist.length === 0 ? 'Checklist' : `Checklist: ${open} of ${checklist.length} to do`}>
      <div className="card stack-tight">
        {checklist.map(({ id, text: words, done }) => (
          <Checkbox
            key={id}
            label={words}
            description={done === null ? null : `by ${done.by}`}
            checked={done !== null}
            disabled={!may}
            onChange={(e) => act.mutate({ do: 'checklist', itemId: id, done: e.currentTarget.checked })}
          />
        ))}
        {may ? (
          <form className="row" onSubmit={submit}>
            <TextInput label="To do" maxLength={200} value={text} onChange={(e) => setText(e.currentTarget.value)} />
            <Button type="submit" variant="default" mt="auto" disabled={text.trim() === ''}>
              Add
            </Button>
          </form>
        ) : null}
        <FormFailure error={act.error} />
      </div>
    </Section>
  )
}
