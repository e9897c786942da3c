/** Below the password: a passkey, and accounts elsewhere; each only where it is configured. */
import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type ErrorCode, errorTable, errorText } from '@mainstay/kernel'
import type { JSX } from 'react'
import { FormFailure, Notice } from '../../ui/messages.tsx'
import { enterByPasskey } from './passkey-browser.ts'
import { goElsewhere, waysQuery } from './queries.ts'

export function OtherWays({ done, back }: { done: () => Promise<void>; back: string }): JSX.Element | null {
  const { data: ways } = useQuery(waysQuery)
  const byPasskey = useMutation({ mutationFn: enterByPasskey, onSuccess: done })
  const elsewhere = useMutation({
    mutationFn: (providerId: string) => goElsewhere(providerId, back),
    onSuccess: ({ url }) => location.assign(url),
  })
  // On a page of another address than the one they were made for, browsers offer none.
  const passkeys = ways?.passkeys?.origin === location.origin
  const providers = ways?.providers ?? []
  if (!passkeys && providers.length === 0) return null
  return (
    <div className="form">
      <div className="gate-or soft">or</div>
      <FormFailure error={byPasskey.error ?? elsewhere.error} />
      {passkeys ? (
        <Button variant="default" loading={byPasskey.isPending} onClick={() => byPasskey.mutate()}>
          Use a passkey
        </Button>
      ) : null}
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          variant="default"
          loading={(elsewhere.isPending || elsewhere.isSuccess) && elsewhere.variables === id}
          onClick={() => elsewhere.mutate(id)}
        >
          Sign in with {name}
        </Button>
      ))}
    </div>
  )
}

/** Why a sign-in elsewhere came back without a person. The text is ours; of the address only a known code and an id are used. */
export function SignInFailure({ failed, provider }: { failed?: string; provider?: string }): JSX.Element | null {
  const { data: ways } = useQuery(waysQuery)
  if (failed === undefined || !isCode(failed)) return null
  const name = ways?.providers.find(({ id }) => id === provider)?.name ?? 'the other account'
  return (
    <Notice tone="broken" title="You are not signed in">
      {errorText(failed, { name, email: 'that address' })}
    </Notice>
  )
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code)
}
