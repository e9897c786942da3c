/** Making an API token out of one's own rights. Its secret is shown once. */
import { Button, Checkbox, Modal, NumberInput, TextInput } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import { useMe } from '../../app/session.ts'
import { Command } from '../../ui/command.tsx'
import { FormFailure } from '../../ui/messages.tsx'
import { ClientScope, type Scope } from './client-scope.tsx'
import { useCreateToken } from './queries.ts'

export function NewTokenDialog({ opened, close }: { opened: boolean; close: () => void }): JSX.Element {
  return (
    <Modal opened={opened} onClose={close} title="New API token" centered>
      <Form />
    </Modal>
  )
}

function Form(): JSX.Element {
  const me = useMe()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<string[]>([])
  const [clients, setClients] = useState<Scope>(me?.clients ?? [])
  const [expiresInDays, setDays] = useState(90)
  const create = useCreateToken()
  // A token makes no people and no tokens, whoever made it.
  const rights = (me?.permissions ?? []).filter((one) => !one.startsWith('identity.'))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    create.mutate({ name, scopes, clients, expiresInDays })
  }
  if (create.data)
    return (
      <div className="stack">
        <p>This is the secret of “{create.data.name}”. It is not shown again.</p>
        <Command text={create.data.secret} label="Secret of the token" />
      </div>
    )
  return (
    <form className="stack" onSubmit={submit}>
      <TextInput
        label="Name"
        description="What will use it"
        required
        maxLength={100}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <fieldset className="scope">
        <legend>May</legend>
        {rights.map((right) => (
          <Checkbox
            key={right}
            label={right}
            checked={scopes.includes(right)}
            onChange={({ currentTarget }) => setScopes(currentTarget.checked ? [...scopes, right] : scopes.filter((one) => one !== right))}
          />
        ))}
      </fieldset>
      <ClientScope choices={me?.clients === 'all' ? 'either' : 'some'} value={clients} onChange={setClients} />
      <NumberInput
        label="Good for"
        suffix=" days"
        min={1}
        max={366}
        required
        hideControls
        value={expiresInDays}
        onChange={(value) => setDays(Number(value))}
      />
      <FormFailure error={create.error} />
      <Button type="submit" loading={create.isPending} disabled={scopes.length === 0 || (clients !== 'all' && clients.length === 0)}>
        Make the token
      </Button>
    </form>
  )
}
