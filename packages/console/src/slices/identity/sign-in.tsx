/** Signing in: address and password, then the second step where it is switched on. Used by console and portal. */
import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import { FormFailure, Notice } from '../../ui/messages.tsx'
import { Code, CurrentPassword, Email } from './fields.tsx'
import { Gate } from './gate.tsx'
import { secondStep, setupQuery, signIn } from './queries.ts'

export function SignIn({ done }: { done: () => Promise<void> }): JSX.Element {
  const [step, setStep] = useState<'password' | 'code'>('password')
  return step === 'password' ? (
    <PasswordStep done={done} next={() => setStep('code')} />
  ) : (
    <CodeStep done={done} over={() => setStep('password')} />
  )
}

function PasswordStep({ done, next }: { done: () => Promise<void>; next: () => void }): JSX.Element {
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
      <form className="form" onSubmit={submit}>
        <Email value={email} onChange={setEmail} />
        <CurrentPassword value={password} onChange={setPassword} />
        <FormFailure error={enter.error} />
        <Button type="submit" loading={enter.isPending}>
          Sign in
        </Button>
      </form>
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
