/** A new client: its name, and the time zone in which its times are shown and its months counted. */
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type JSX, type SubmitEvent, useState } from 'react'
import { FormFailure } from '../../ui/messages.tsx'
import { ApiFailure } from '../../app/api.ts'
import { useCreateClient } from './queries.ts'

export function NewClientDialog({ opened, close }: { opened: boolean; close: () => void }): JSX.Element {
  return (
    <Modal opened={opened} onClose={close} title="New client" centered>
      <Form close={close} />
    </Modal>
  )
}

function Form({ close }: { close: () => void }): JSX.Element {
  const [name, setName] = useState('')
  const [zone, setZone] = useState(Intl.DateTimeFormat().resolvedOptions().timeZone)
  const create = useCreateClient()
  const navigate = useNavigate()
  // Asked once: whoever sends the same name again means another client.
  const taken = create.error instanceof ApiFailure && create.error.code === 'clients.name-taken' && create.variables?.name === name
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    create.mutate(
      { name, zone, ...(taken ? { sameName: true } : {}) },
      {
        onSuccess: ({ id }) => {
          close()
          void navigate({ to: '/clients/$clientId', params: { clientId: id } })
        },
      },
    )
  }
  return (
    <form className="stack" onSubmit={submit}>
      <TextInput
        label="Name"
        data-autofocus
        required
        maxLength={200}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <NativeSelect
        label="Time zone"
        description="Times of this client are shown in it, and its months are counted in it."
        value={zone}
        data={[...new Set([zone, 'Etc/UTC', ...Intl.supportedValuesOf('timeZone')])]}
        onChange={({ currentTarget }) => setZone(currentTarget.value)}
      />
      <FormFailure error={create.error} />
      <Button type="submit" loading={create.isPending}>
        {taken ? 'Make another of this name' : 'Make the client'}
      </Button>
    </form>
  )
}
