/** Inviting a person: they get a one-time link, which is shown here once. */
import { Button, Modal, NativeSelect } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { Role } from '@mainstay/contract/identity'
import { Exactly } from '../../ui/ago.tsx'
import { Command } from '../../ui/command.tsx'
import { FormFailure } from '../../ui/messages.tsx'
import { ClientScope, type Scope } from './client-scope.tsx'
import { Email, PersonName } from './fields.tsx'
import { type Invitation, useInvite } from './queries.ts'
import { clientRoles, roleMeaning, roleName, scopeChoices, staffRoles } from './roles.ts'

export function InviteDialog({ opened, close }: { opened: boolean; close: () => void }): JSX.Element {
  return (
    <Modal opened={opened} onClose={close} title="Invite a person" centered>
      <Form />
    </Modal>
  )
}

const roles: readonly Role[] = [...staffRoles, ...clientRoles]

function Form(): JSX.Element {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('technician')
  const [clients, setClients] = useState<Scope>('all')
  const invite = useInvite()
  const choose = (value: string): void => {
    const next = roles.find((one) => one === value) ?? 'technician'
    setRole(next)
    setClients(scopeChoices(next) === 'some' ? [] : 'all')
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    invite.mutate({ name, email, role, clients })
  }
  if (invite.data) return <TheLink invitation={invite.data} name={name} />
  return (
    <form className="stack" onSubmit={submit}>
      <PersonName label="Name" value={name} onChange={setName} />
      <Email value={email} onChange={setEmail} />
      <NativeSelect
        label="Role"
        description={`${roleName[role]}: ${roleMeaning[role]}.`}
        value={role}
        data={roles.map((value) => ({ value, label: roleName[value] }))}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      />
      <ClientScope choices={scopeChoices(role)} value={clients} onChange={setClients} />
      <FormFailure error={invite.error} />
      <Button type="submit" loading={invite.isPending} disabled={clients !== 'all' && clients.length === 0}>
        Make the invitation
      </Button>
    </form>
  )
}

export function TheLink({ invitation, name }: { invitation: Invitation; name: string }): JSX.Element {
  return (
    <div className="stack">
      <p>
        Give {name} this link. It works once, until <Exactly at={invitation.expiresAt} />, and is not shown again.
      </p>
      <Command text={invitation.link} label="Invitation link" />
    </div>
  )
}
