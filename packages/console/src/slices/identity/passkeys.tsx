/** One's passkeys: made, named, removed. With one, a finger, a face or a PIN signs in, in place of password and second step. */
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import { useMe } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, FormFailure, Notice } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { CurrentPassword } from './fields.tsx'
import { newCredential } from './passkey-browser.ts'
import { passkeysQuery, useAddPasskey, useRemovePasskey, useRenamePasskey } from './queries.ts'

export function Passkeys(): JSX.Element {
  const query = useQuery(passkeysQuery)
  const [adding, setAdding] = useState(false)
  const here = query.data?.origin === location.origin
  const add = (
    <Button variant="default" onClick={() => setAdding(true)}>
      Add a passkey
    </Button>
  )
  return (
    <Section title="Passkeys" aside={here && !adding ? add : null}>
      <Loaded query={query} skeleton={<RowsSkeleton rows={2} />}>
        {({ passkeys, origin, hasPassword }) => (
          <>
            {here ? null : <NotHere origin={origin} />}
            {adding ? <AddPasskey hasPassword={hasPassword} close={() => setAdding(false)} /> : null}
            {passkeys.length > 0 ? (
              <Rows passkeys={passkeys} />
            ) : here && !adding ? (
              <Empty title="Sign in without a password">
                A passkey stays on your phone, computer or security key, and works for this site alone: no look-alike page can ask for it.
              </Empty>
            ) : null}
          </>
        )}
      </Loaded>
    </Section>
  )
}

function NotHere({ origin }: { origin: string | null }): JSX.Element {
  const staff = useMe()?.kind !== 'client'
  return origin === null ? (
    <Notice tone="unknown" title="Not available at this address">
      {staff
        ? 'Browsers offer passkeys for names over https only. Whoever runs the server starts it with --public-url https://…'
        : 'A passkey signs you in with a finger, a face or a PIN. Your IT provider can make them possible here.'}
    </Notice>
  ) : (
    <Notice tone="unknown" title="Not available at this address">
      Passkeys are made and used at <a href={`${origin}${location.pathname}`}>{origin}</a>.
    </Notice>
  )
}

type Passkey = { id: string; name: string; createdAt: string; lastUsedAt: string | null; synced: boolean }

function Rows({ passkeys }: { passkeys: Passkey[] }): JSX.Element {
  const remove = useRemovePasskey()
  const [renaming, setRenaming] = useState<string | null>(null)
  return (
    <>
      <FormFailure error={remove.error} />
      <ul className="card key-list" aria-label="Passkeys">
        {passkeys.map((passkey) => (
          <li key={passkey.id}>
            {renaming === passkey.id ? (
              <Rename passkey={passkey} close={() => setRenaming(null)} />
            ) : (
              <div className="grow">
                <strong>{passkey.name}</strong>
                <div className="soft">
                  {passkey.lastUsedAt ? (
                    <>
                      Used <Ago at={passkey.lastUsedAt} />
                    </>
                  ) : (
                    'Never used'
                  )}
                  , added <Ago at={passkey.createdAt} />; kept {passkey.synced ? 'in an account, on several devices' : 'on one device'}
                </div>
              </div>
            )}
            <div className="row">
              <Button variant="subtle" size="compact-sm" onClick={() => setRenaming(passkey.id)} aria-label={`Rename ${passkey.name}`}>
                Rename
              </Button>
              <Button
                variant="subtle"
                size="compact-sm"
                loading={remove.isPending && remove.variables === passkey.id}
                onClick={() => remove.mutate(passkey.id)}
                aria-label={`Remove ${passkey.name}`}
              >
                Remove
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}

function Rename({ passkey, close }: { passkey: Passkey; close: () => void }): JSX.Element {
  const [name, setName] = useState(passkey.name)
  const rename = useRenamePasskey()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    rename.mutate({ id: passkey.id, name }, { onSuccess: close })
  }
  return (
    <form className="row grow" onSubmit={submit}>
      <TextInput aria-label="Name" required maxLength={100} value={name} onChange={({ currentTarget }) => setName(currentTarget.value)} />
      <Button type="submit" variant="default" size="compact-md" loading={rename.isPending}>
        Save
      </Button>
      <FormFailure error={rename.error} />
    </form>
  )
}

function AddPasskey({ hasPassword, close }: { hasPassword: boolean; close: () => void }): JSX.Element {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const save = useAddPasskey()
  const add = useMutation({
    mutationFn: async () => save.mutateAsync({ name, credential: await newCredential(hasPassword ? password : undefined) }),
    onSuccess: close,
  })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form className="card stack" onSubmit={submit} aria-label="New passkey">
      <TextInput
        label="Name"
        description="What you will know it by, such as the phone or key that holds it"
        required
        maxLength={100}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      {hasPassword ? <CurrentPassword value={password} onChange={setPassword} /> : null}
      <FormFailure error={add.error} />
      <div className="row">
        <Button type="submit" loading={add.isPending}>
          Continue in the browser
        </Button>
        <Button variant="subtle" onClick={close}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
