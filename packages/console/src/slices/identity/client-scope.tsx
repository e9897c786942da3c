/** For which clients: every one, or those that are ticked. */
import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { clientsQuery } from '../clients/queries.ts'

export type Scope = 'all' | string[]

type ClientScopeProps = { choices: 'all' | 'some' | 'either'; value: Scope; onChange: (next: Scope) => void }

export function ClientScope({ choices, value, onChange }: ClientScopeProps): JSX.Element {
  const { data } = useQuery(clientsQuery)
  if (choices === 'all') return <p className="soft">Sees every client.</p>
  const chosen = value === 'all' ? [] : value
  return (
    <fieldset className="scope">
      <legend>Clients</legend>
      {choices === 'either' ? (
        <Checkbox
          label="Every client, also later ones"
          checked={value === 'all'}
          onChange={({ currentTarget }) => onChange(currentTarget.checked ? 'all' : [])}
        />
      ) : null}
      {value === 'all' && choices === 'either'
        ? null
        : (data?.clients ?? []).map(({ id, name }) => (
            <Checkbox
              key={id}
              label={name}
              checked={chosen.includes(id)}
              onChange={({ currentTarget }) => onChange(currentTarget.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
            />
          ))}
    </fieldset>
  )
}

export function useScopeInWords(scope: Scope): string {
  const { data } = useQuery(clientsQuery)
  if (scope === 'all') return 'every client'
  return scope.map((id) => data?.clients.find((client) => client.id === id)?.name ?? 'a client').join(', ')
}
