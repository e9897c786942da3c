/** Changing what a person may do, sending a new link, switching them off. */
import { Button, Modal, NativeSelect } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { Person, Role } from '@mainstay/contract/identity'
import { FormFailure } from '../../ui/messages.tsx'
import { ClientScope, type Scope } from './client-scope.tsx'
import { PersonName } from './fields.tsx'
import { TheLink } from './invite-dialog.tsx'
import { useChangePerson, useNewInvitation, useRemoveTwoFactor } from './queries.ts'
import { clientRoles, isClientRole, roleMeaning, roleName, scopeChoices, staffRoles } from './roles.ts'

export function PersonDialog({ person, close }: { person: Person | null; close: () => void }): JSX.Element {
  return (
    <Modal opened={person !== null} onClose={close} title={person?.name ?? ''} centered>
      {person ? <Form key={person.id} person={person} close={close} /> : null}
    </Modal>
  )
}

function Form({ person, close }: { person: Person; close: () => void }): JSX.Element {
  const [name, setName] = useState(person.name)
  const [role, setRole] = useState<Role>(person.role)
  const [clients, setClients] = useState<Scope>(person.clients)
  const change = useChangePerson(person.id)
  // Staff stay staff and a client's people stay theirs: crossing over is a new invitation.
  const roles: readonly Role[] = isClientRole(person.role) ? clientRoles : staffRoles
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    change.mutate({ name, role, clients: scopeChoices(role) === 'all' ? 'all' : clients }, { onSuccess: close })
  }
  return (
    <div className="stack-wide">
      <form className="stack" onSubmit={submit}>
        <PersonName label="Name" value={name} onChange={setName} />
        <NativeSelect
          label="Role"
          description={`${roleName[role]}: ${roleMeaning[role]}.`}
          value={role}
          data={roles.map((value) => ({ value, label: roleName[value] }))}
          onChange={({ currentTarget }) => setRole(roles.find((one) => one === currentTarget.value) ?? person.role)}
        />
        <ClientScope choices={scopeChoices(role)} value={clients} onChange={setClients} />
        <FormFailure error={change.error} />
        <Button type="submit" loading={change.isPending} disabled={clients !== 'all' && clients.length === 0}>
          Save
        </Button>
      </form>
      <Access person={person} />
    </div>
  )
}

function Access({ person }: { person: Person }): JSX.Element {
  const change = useChangePerson(person.id)
  const link = useNewInvitation(person.id)
  const remove = useRemoveTwoFactor(person.id)
  return (
    <section className="stack" aria-label="Sign-in">
      <h3>Sign-in</h3>
      {link.data ? <TheLink invitation={link.data} name={person.name} /> : null}
      <div className="row">
        <Button variant="default" loading={link.isPending} onClick={() => link.mutate()}>
          New link for a password
        </Button>
        {person.twoFactor ? (
          <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
            Remove the second step
          </Button>
        ) : null}
        <Button
          variant="default"
          color={person.disabled ? 'accent' : 'red'}
          loading={change.isPending}
          onClick={() => change.mutate({ disabled: !person.disabled })}
        >
          {person.disabled ? 'Switch on again' : 'Switch off'}
        </Button>
      </div>
      <p className="soft">Whoever is switched off is signed out at once, and their API tokens stop working.</p>
      <FormFailure error={link.error ?? remove.error ?? change.error} />
    </section>
  )
}
