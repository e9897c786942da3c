/** How a machine becomes a device: the command, and what it does. */
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import type { Client } from '@mainstay/contract/clients'
import { Command } from '../../ui/command.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/messages.tsx'
import { Page } from '../../ui/page.tsx'
import { CardsSkeleton } from '../../ui/skeletons.tsx'
import { clientsQuery } from '../clients/queries.ts'

export function AddDevice(): JSX.Element {
  return (
    <Page
      title="A machine enrols with a token that your own key makes"
      over={<Link to="/devices">Devices</Link>}
      lead="The machine checks the server and the client’s authority by the token, so it never has to trust this server."
    >
      <Loaded query={useQuery(clientsQuery)} skeleton={<CardsSkeleton cards={1} />}>
        {({ clients }) =>
          clients.length === 0 ? (
            <Empty title="First there must be a client" action={<Link to="/clients">Make one</Link>}>
              A device belongs to a client and stands at one of its sites.
            </Empty>
          ) : (
            <Steps clients={clients} />
          )
        }
      </Loaded>
    </Page>
  )
}

function Steps({ clients }: { clients: Client[] }): JSX.Element {
  const { clientId: wanted } = useSearch({ from: '/app/devices/add' })
  const [clientId, setClientId] = useState(clients.find(({ id }) => id === wanted)?.id ?? clients[0]?.id ?? '')
  const [siteId, setSiteId] = useState('')
  const sites = clients.find(({ id }) => id === clientId)?.sites ?? []
  return (
    <ol className="stack">
      <li className="card stack">
        <h3>1. Where does the machine belong?</h3>
        <div className="columns-2">
          <NativeSelect
            label="Client"
            value={clientId}
            data={clients.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={({ currentTarget }) => {
              setClientId(currentTarget.value)
              setSiteId('')
            }}
          />
          <NativeSelect
            label="Site"
            value={siteId}
            data={[{ value: '', label: 'The client’s first site' }, ...sites.map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={({ currentTarget }) => setSiteId(currentTarget.value)}
          />
        </div>
      </li>
      <li className="card stack">
        <h3>2. Make the token where your signing key lies</h3>
        <Command text={`./mainstay token --client ${clientId}${siteId ? ` --site ${siteId}` : ''}`} />
        <p className="soft">
          It prints one line with the token in it. The token is good for one machine and for 24 hours; the server learns only its hash.
        </p>
      </li>
      <li className="card stack">
        <h3>3. Run that line on the machine</h3>
        <p className="soft">
          The agent makes its own key pair there, enrols, and starts to measure. It opens no port. The machine appears under{' '}
          <Link to="/devices" search={{ clientId }}>
            Devices
          </Link>{' '}
          within seconds.
        </p>
      </li>
    </ol>
  )
}
