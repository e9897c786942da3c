/** One's API tokens, for who minds people everyone's: what each may do, until when, and when it was last used. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useMay, useMe } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, FormFailure } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { NewTokenDialog } from './new-token-dialog.tsx'
import { tokensQuery, useRevokeToken } from './queries.ts'

export function Tokens(): JSX.Element {
  const [making, setMaking] = useState(false)
  const revoke = useRevokeToken()
  const me = useMe()
  const everyones = useMay('identity.people')
  const make = (
    <Button variant="default" onClick={() => setMaking(true)}>
      New token
    </Button>
  )
  return (
    <Section title="API tokens" aside={make}>
      <FormFailure error={revoke.error} />
      <Loaded query={useQuery(tokensQuery)} skeleton={<RowsSkeleton rows={2} />}>
        {({ tokens }) =>
          tokens.length === 0 ? (
            <Empty title="For scripts that speak to the API">
              A token can do no more than you can, for the clients that you name, until a date.
            </Empty>
          ) : (
            <TableCard label="API tokens">
              <table className="table table-stacked">
                <thead>
                  <tr>
                    <th>Token</th>
                    {everyones ? <th>Whose</th> : null}
                    <th>May</th>
                    <th className="num">Last used</th>
                    <th className="num">Expires</th>
                    <th>
                      <span className="visually-hidden">Revoke</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {tokens.map((token) => (
                    <tr key={token.id}>
                      <td>{token.name}</td>
                      {everyones ? <td>{token.person.id === me?.id ? 'yours' : token.person.name}</td> : null}
                      <td className="soft">{token.scopes.join(', ')}</td>
                      <td className="num">{token.lastUsedAt ? <Ago at={token.lastUsedAt} /> : 'never'}</td>
                      <td className="num">
                        <Ago at={token.expiresAt} />
                      </td>
                      <td className="num">
                        <Button
                          variant="subtle"
                          size="compact-sm"
                          onClick={() => revoke.mutate(token.id)}
                          aria-label={`Revoke ${token.name}`}
                        >
                          Revoke
                        </Button>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableCard>
          )
        }
      </Loaded>
      <NewTokenDialog opened={making} close={() => setMaking(false)} />
    </Section>
  )
}
