/** The sites of a client, and adding one. */
import { Button, TextInput } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { Client } from '@mainstay/contract/clients'
import { useMay } from '../../app/session.ts'
import { count } from '../../ui/format.ts'
import { FormFailure } from '../../ui/messages.tsx'
import { useAddSite } from './queries.ts'

export function Sites({ client }: { client: Client }): JSX.Element {
  const mayWrite = useMay('clients.write')
  return (
    <section className="card card-flush" aria-label="Sites">
      <h3 className="list-row">{count(client.sites.length, 'site')}</h3>
      {client.sites.map(({ id, name }) => (
        <div key={id} className="list-row">
          {name}
        </div>
      ))}
      {mayWrite ? <AddSite clientId={client.id} /> : null}
    </section>
  )
}

function AddSite({ clientId }: { clientId: string }): JSX.Element {
  const [name, setName] = useState('')
  const add = useAddSite(clientId)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    add.mutate(name, { onSuccess: () => setName('') })
  }
  return (
    <form className="list-row" onSubmit={submit}>
      <div className="grow stack-tight">
        <TextInput
          aria-label="Name of a new site"
          placeholder="Name of a new site"
          required
          maxLength={200}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <FormFailure error={add.error} />
      </div>
      <Button type="submit" variant="default" loading={add.isPending}>
        Add
      </Button>
    </form>
  )
}
