/** One's own account: password, second step, passkeys, API tokens, signing out. */
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import { useMay, useMe } from '../../app/session.ts'
import { FormFailure, Notice } from '../../ui/messages.tsx'
import { Page } from '../../ui/page.tsx'
import { CurrentPassword, NewPassword } from './fields.tsx'
import { Passkeys } from './passkeys.tsx'
import { changePassword, useSignOut } from './queries.ts'
import { roleMeaning, roleName } from './roles.ts'
import { Tokens } from './tokens.tsx'
import { TwoFactor } from './two-factor.tsx'
import './gate.css'

export function Account(): JSX.Element | null {
  const me = useMe()
  const signOut = useSignOut()
  const mayMakeTokens = useMay('identity.tokens')
  if (me === null) return null
  return (
    <Page
      title={me.twoFactor ? 'You sign in with a password and a second step' : 'You sign in by password alone'}
      over="Account"
      lead={`${me.name}, ${me.email}. ${roleName[me.role]}: ${roleMeaning[me.role]}.`}
      actions={
        <Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
          Sign out
        </Button>
      }
    >
      <div className="columns-2">
        <TwoFactor on={me.twoFactor} />
        <Password />
      </div>
      <Passkeys />
      {mayMakeTokens ? <Tokens /> : null}
    </Page>
  )
}

function Password(): JSX.Element {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useMutation({
    mutationFn: () => changePassword({ currentPassword: current, newPassword: next }),
    onSuccess: () => {
      setCurrent('')
      setNext('')
    },
  })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    change.mutate()
  }
  return (
    <section className="card stack" aria-label="Password">
      <h2>Password</h2>
      {change.isSuccess ? (
        <Notice tone="good" title="The password is changed">
          You are signed out everywhere else.
        </Notice>
      ) : null}
      <form className="stack" onSubmit={submit}>
        <CurrentPassword label="Present password" value={current} onChange={setCurrent} />
        <NewPassword label="New password" value={next} onChange={setNext} />
        <FormFailure error={change.error} />
        <div>
          <Button type="submit" variant="default" loading={change.isPending}>
            Change the password
          </Button>
        </div>
      </form>
    </section>
  )
}
