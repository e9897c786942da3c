/** A call is written down: who called, what it is about, how urgent. */
import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { TicketPriority } from '@mainstay/contract/servicedesk'
import { FormFailure } from '../../ui/messages.tsx'
import { clientsQuery } from '../clients/queries.ts'
import { templatesQuery, useOpenTicket } from './queries.ts'
import { PRIORITIES, priorityWord } from './wording.ts'

export function NewTicketDialog({ opened, close }: { opened: boolean; close: () => void }): JSX.Element {
  return (
    <Modal opened={opened} onClose={close} title="New ticket" centered size="lg">
      <Form />
    </Modal>
  )
}

function Form(): JSX.Element {
  const { data } = useQuery(clientsQuery)
  const clients = data?.clients ?? []
  const [chosen, setChosen] = useState('')
  const [requester, setRequester] = useState('')
  const [address, setAddress] = useState('')
  const [subject, setSubject] = useState('')
  const [body, setBody] = useState('')
  const [priority, setPriority] = useState<TicketPriority>('normal')
  const [tags, setTags] = useState<string[]>([])
  const [checklist, setChecklist] = useState<string[]>([])
  const templates = useQuery(templatesQuery).data?.templates ?? []
  const take = (id: string): void => {
    const template = templates.find((one) => one.id === id)
    // What the form does not show goes with the template that brought it.
    setChecklist(template?.checklist ?? [])
    setTags(template?.tags ?? [])
    if (template === undefined) return
    setSubject(template.subject)
    setBody(template.body)
    setPriority(template.priority)
  }
  const open = useOpenTicket()
  const navigate = useNavigate()
  const clientId = chosen || (clients[0]?.id ?? '')
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    open.mutate(
      { clientId, requester, subject, body, priority, tags, checklist, ...(address === '' ? {} : { requesterAddress: address }) },
      { onSuccess: ({ id }) => void navigate({ to: '/tickets/$ticketId', params: { ticketId: id } }) },
    )
  }
  return (
    <form className="stack" onSubmit={submit}>
      <NativeSelect
        label="Client"
        data-autofocus
        required
        value={clientId}
        data={clients.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={({ currentTarget }) => setChosen(currentTarget.value)}
      />
      <TextInput
        label="Who called"
        required
        maxLength={200}
        value={requester}
        onChange={({ currentTarget }) => setRequester(currentTarget.value)}
      />
      <TextInput
        label="Their mail address"
        description="Answers go there. Without it they are read in the portal alone."
        type="email"
        maxLength={320}
        value={address}
        onChange={({ currentTarget }) => setAddress(currentTarget.value)}
      />
      {templates.length === 0 ? null : (
        <NativeSelect
          label="From a template"
          defaultValue=""
          data={[{ value: '', label: 'none' }, ...templates.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={({ currentTarget }) => take(currentTarget.value)}
        />
      )}
      <TextInput
        label="Subject"
        required
        maxLength={200}
        value={subject}
        onChange={({ currentTarget }) => setSubject(currentTarget.value)}
      />
      <Textarea
        label="What they said"
        required
        autosize
        minRows={4}
        maxLength={50_000}
        value={body}
        onChange={({ currentTarget }) => setBody(currentTarget.value)}
      />
      <NativeSelect
        label="Priority"
        description="It decides how soon the client is promised an answer and a solution."
        value={priority}
        data={PRIORITIES.map((value) => ({ value, label: priorityWord[value] }))}
        onChange={({ currentTarget }) => setPriority(PRIORITIES.find((one) => one === currentTarget.value) ?? 'normal')}
      />
      <FormFailure error={open.error} />
      <Button type="submit" loading={open.isPending} disabled={clientId === ''}>
        Open the ticket
      </Button>
    </form>
  )
}
