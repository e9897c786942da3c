/** The ways of one's own sign-in: second step, password, passkeys. On the console's account page and on the portal's. */
import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import { FormFailure, Notice } from '../../ui/messages.tsx'
import { CurrentPassword, NewPassword } from './fields.tsx'
import { Passkeys } from './passkeys.tsx'
import { changePassword, passkeysQuery } from './queries.ts'
import { TwoFactor } from './two-factor.tsx'
import './gate.css'

/** `linker`: who makes the link for a first password, in the page's words. */
export function SignInWays({ twoFactor, linker }: { twoFactor: boolean; linker: string }): JSX.Element {
  const { data: ways } = useQuery(passkeysQuery)
  return (
    <>
      {ways?.hasPassword === false ? (
        <Notice tone="good" title="You have no password here">
          You sign in with your account elsewhere. {linker} can give you a link to set a password.
        </Notice>
      ) : (
        <div className="columns-2">
          <TwoFactor on={twoFactor} />
          <Password />
        </div>
      )}
      <Passkeys />
    </>
  )
}

/** How one signs in, as the title of the page. */
export function useSignInTitle(twoFactor: boolean): string {
  const { data: ways } = useQuery(passkeysQuery)
  return titleOf(twoFactor, ways)
}

type Ways = { hasPassword: boolean; passkeys: readonly unknown[] }

function titleOf(twoFactor: boolean, ways: Ways | undefined): string {
  const byPasskey = (ways?.passkeys.length ?? 0) > 0
  if (ways?.hasPassword === false)
    return byPasskey ? 'You sign in with a passkey, or an account elsewhere' : 'You sign in with an account elsewhere'
  if (twoFactor)
    return byPasskey ? 'You sign in with a passkey, or a password and a second step' : 'You sign in with a password and a second step'
  return byPasskey ? 'You sign in with a passkey, or by password alone' : 'You sign in by password alone'
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
