/** The people who may sign in: the provider's and the clients'. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import type { Person } from '@mainstay/contract/identity'
import { count } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { TonePill } from '../../ui/tone-mark.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { useScopeInWords } from './client-scope.tsx'
import { Elsewhere } from './elsewhere.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { PersonDialog } from './person-dialog.tsx'
import { peopleTitle } from './people-title.ts'
import { peopleQuery } from './queries.ts'
import { isClientRole, roleName } from './roles.ts'
import './gate.css'

export function People(): JSX.Element {
  const people = useQuery(peopleQuery)
  const [inviting, setInviting] = useState(false)
  const [open, setOpen] = useState<string | null>(null)
  return (
    <Page
      title={people.data ? peopleTitle(people.data.people) : 'People'}
      actions={<Button onClick={() => setInviting(true)}>Invite a person</Button>}
    >
      <Loaded query={people} skeleton={<RowsSkeleton />}>
        {({ people: all }) => {
          const staff = all.filter(({ role }) => !isClientRole(role))
          const clients = all.filter(({ role }) => isClientRole(role))
          return (
            <>
              <Section title="Of the provider">
                <Rows people={staff} open={setOpen} />
              </Section>
              {clients.length > 0 ? (
                <Section title="Of the clients">
                  <Rows people={clients} open={setOpen} />
                </Section>
              ) : null}
              <PersonDialog person={all.find(({ id }) => id === open) ?? null} close={() => setOpen(null)} />
            </>
          )
        }}
      </Loaded>
      <Elsewhere />
      <InviteDialog opened={inviting} close={() => setInviting(false)} />
    </Page>
  )
}

function Rows({ people, open }: { people: Person[]; open: (id: string) => void }): JSX.Element {
  return (
    <TableCard label="People">
      <table className="table table-stacked">
        <thead>
          <tr>
            <th>Person</th>
            <th>Role</th>
            <th>Clients</th>
            <th>Sign-in</th>
            <th>
              <span className="visually-hidden">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <td>
                <strong>{person.name}</strong>
                <div className="soft">{person.email}</div>
              </td>
              <td>{roleName[person.role]}</td>
              <td>
                <ScopeWords person={person} />
              </td>
              <td>
                <SignInState person={person} />
              </td>
              <td className="num">
                <Button variant="subtle" size="compact-sm" onClick={() => open(person.id)} aria-label={`Change ${person.name}`}>
                  Change
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {people.length === 0 ? <p className="list-row soft">{count(0, 'person', 'people')}</p> : null}
    </TableCard>
  )
}

function ScopeWords({ person }: { person: Person }): JSX.Element {
  return <>{useScopeInWords(person.clients)}</>
}

function SignInState({ person }: { person: Person }): JSX.Element {
  if (person.disabled) return <TonePill tone="broken">Switched off</TonePill>
  if (person.invited) return <TonePill tone="unknown">Invited, not signed in yet</TonePill>
  if (!person.hasPassword) return <TonePill tone="good">With an account elsewhere</TonePill>
  return person.twoFactor ? <TonePill tone="good">With second step</TonePill> : <TonePill tone="attention">Password only</TonePill>
}
