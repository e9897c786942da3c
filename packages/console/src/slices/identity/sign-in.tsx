/** Signing in: address and password, a passkey, or an account elsewhere; then the second step where it is switched on. Used by console and portal. */
import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import { SignInFailure, OtherWays } from './other-ways.tsx'
import { FormFailure, Notice } from '../../ui/messages.tsx'
import { Code, CurrentPassword, Email } from './fields.tsx'
import { Gate } from './gate.tsx'
import { secondStep, setupQuery, signIn } from './queries.ts'

type SignInProps = {
  done: () => Promise<void>
  /** Where a sign-in elsewhere comes back to. */
  back: string
  /** What such a sign-in came back with. */
  landed?: { step?: 'code'; failed?: string; provider?: string }
}

export function SignIn({ done, back, landed = {} }: SignInProps): JSX.Element {
  const [step, setStep] = useState<'password' | 'code'>(landed.step ?? 'password')
  return step === 'password' ? (
    <PasswordStep done={done} back={back} landed={landed} next={() => setStep('code')} />
  ) : (
    <CodeStep done={done} over={() => setStep('password')} />
  )
}

function PasswordStep({ done, back, landed = {}, next }: SignInProps & { next: () => void }): JSX.Element {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { data: setup } = useQuery(setupQuery)
  const enter = useMutation({
    mutationFn: () => signIn(email, password),
    onSuccess: (result) => (result.next === 'second-step' ? next() : done()),
  })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    enter.mutate()
  }
  return (
    <Gate title="Sign in">
      {setup?.open ? (
        <Notice tone="attention" title="Nobody has signed in here yet">
          Open the one-time link that the server printed when it started; it makes the owner.
        </Notice>
      ) : null}
      <SignInFailure {...landed} />
      <form className="form" onSubmit={submit}>
        <Email value={email} onChange={setEmail} />
        <CurrentPassword value={password} onChange={setPassword} />
        <FormFailure error={enter.error} />
        <Button type="submit" loading={enter.isPending}>
          Sign in
        </Button>
      </form>
      <OtherWays done={done} back={back} />
    </Gate>
  )
}

function CodeStep({ done, over }: { done: () => Promise<void>; over: () => void }): JSX.Element {
  const [code, setCode] = useState('')
  const [kind, setKind] = useState<'verify-totp' | 'verify-backup-code'>('verify-totp')
  const enter = useMutation({ mutationFn: () => secondStep(code.trim(), kind), onSuccess: done })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    enter.mutate()
  }
  const byApp = kind === 'verify-totp'
  return (
    <Gate
      title="One more step"
      lead={byApp ? 'Enter the six digits that your authenticator app shows now.' : 'Enter one of the backup codes. Each works once.'}
    >
      <form className="form" onSubmit={submit}>
        <Code label={byApp ? 'Code' : 'Backup code'} value={code} onChange={setCode} />
        <FormFailure error={enter.error} />
        <Button type="submit" loading={enter.isPending}>
          Continue
        </Button>
        <div className="row-between">
          <Button variant="subtle" onClick={() => setKind(byApp ? 'verify-backup-code' : 'verify-totp')}>
            {byApp ? 'Use a backup code' : 'Use the app'}
          </Button>
          <Button variant="subtle" onClick={over}>
            Start again
          </Button>
        </div>
      </form>
    </Gate>
  )
}
