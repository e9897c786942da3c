/** The first sign-in, by the one-time link that the server printed: makes the owner, then never works again. */
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type JSX, type SubmitEvent, useState } from 'react'
import { ME_KEY } from '../../app/query-client.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { FormFailure } from '../../ui/messages.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { Email, NewPassword, PersonName } from './fields.tsx'
import { Gate } from './gate.tsx'
import { tokenOfLink } from './link-token.ts'
import { setUp, setupQuery, signIn } from './queries.ts'

export function Setup(): JSX.Element {
  const [token] = useState(tokenOfLink)
  const state = useQuery(setupQuery)
  return (
    <Loaded
      query={state}
      skeleton={
        <Gate title="Welcome">
          <RowsSkeleton rows={2} />
        </Gate>
      }
    >
      {({ open }) => (open ? <SetupForm token={token} /> : <Closed />)}
    </Loaded>
  )
}

function Closed(): JSX.Element {
  return (
    <Gate title="The first sign-in was done already" lead="There is an owner. This link works once only.">
      <Link to="/sign-in">Sign in</Link>
    </Gate>
  )
}

function SetupForm({ token }: { token: string }): JSX.Element {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const cache = useQueryClient()
  const navigate = useNavigate()
  const setup = useMutation({
    mutationFn: async () => {
      await setUp({ token, name, email, password })
      await signIn(email, password)
    },
    onSuccess: async () => {
      await cache.resetQueries({ queryKey: ME_KEY })
      await navigate({ to: '/' })
    },
  })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    setup.mutate()
  }
  return (
    <Gate title="Make the owner of this Mainstay" lead="An owner sees every client and invites the others. It takes a minute.">
      <form className="form" onSubmit={submit}>
        <PersonName value={name} onChange={setName} />
        <Email value={email} onChange={setEmail} />
        <NewPassword value={password} onChange={setPassword} />
        {token === '' ? (
          <p className="form-failure" role="alert">
            The link is not whole: open the one that the server printed when it started, with everything after the # sign.
          </p>
        ) : null}
        <FormFailure error={setup.error} />
        <Button type="submit" loading={setup.isPending} disabled={token === ''}>
          Create and sign in
        </Button>
      </form>
    </Gate>
  )
}
