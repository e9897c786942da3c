/** An invited person chooses a password, by the link that they were given. */
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type JSX, type SubmitEvent, useState } from 'react'
import { FormFailure } from '../../ui/messages.tsx'
import { NewPassword } from './fields.tsx'
import { Gate } from './gate.tsx'
import { tokenOfLink } from './link-token.ts'
import { acceptInvitation } from './queries.ts'

export function Invitation(): JSX.Element {
  const [token] = useState(tokenOfLink)
  const [password, setPassword] = useState('')
  const accept = useMutation({ mutationFn: () => acceptInvitation({ token, password }) })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    accept.mutate()
  }
  if (accept.isSuccess)
    return (
      <Gate title="Your password is set" lead="Sign in with your e-mail address and it.">
        <Link to="/sign-in">Sign in</Link>
      </Gate>
    )
  return (
    <Gate title="Choose your password" lead="You were invited to this Mainstay. The link works once.">
      <form className="form" onSubmit={submit}>
        <NewPassword value={password} onChange={setPassword} />
        {token === '' ? (
          <p className="form-failure" role="alert">
            The link is not whole: it has a part after the # sign. Copy all of it.
          </p>
        ) : null}
        <FormFailure error={accept.error} />
        <Button type="submit" loading={accept.isPending} disabled={token === ''}>
          Set the password
        </Button>
      </form>
    </Gate>
  )
}
