/** The second step of one's own sign-in: switched on with an authenticator app, off with the password. */
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { QRCodeSVG } from 'qrcode.react'
import { type JSX, type SubmitEvent, useState } from 'react'
import { ME_KEY } from '../../app/query-client.ts'
import { Command } from '../../ui/command.tsx'
import { FormFailure } from '../../ui/messages.tsx'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { Code, CurrentPassword } from './fields.tsx'
import { newBackupCodes, secondStep, startTwoFactor, stopTwoFactor, type TwoFactorStart } from './queries.ts'

export function TwoFactor({ on }: { on: boolean }): JSX.Element {
  const [started, setStarted] = useState<TwoFactorStart | null>(null)
  return (
    <section className="card stack" aria-label="Second step">
      <div className="row-between">
        <h2>Second step</h2>
        {on ? <ToneMark tone="good">On</ToneMark> : <ToneMark tone="attention">Off</ToneMark>}
      </div>
      {on ? <SwitchOff /> : started ? <Verify start={started} /> : <Start started={setStarted} />}
    </section>
  )
}

function Start({ started }: { started: (start: TwoFactorStart) => void }): JSX.Element {
  const [password, setPassword] = useState('')
  const start = useMutation({ mutationFn: () => startTwoFactor(password), onSuccess: started })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    start.mutate()
  }
  return (
    <form className="stack" onSubmit={submit}>
      <p>An authenticator app shows a new code every 30 seconds. With it, a stolen password alone opens nothing.</p>
      <CurrentPassword value={password} onChange={setPassword} />
      <FormFailure error={start.error} />
      <div>
        <Button type="submit" loading={start.isPending}>
          Switch it on
        </Button>
      </div>
    </form>
  )
}

function Verify({ start }: { start: TwoFactorStart }): JSX.Element {
  const [code, setCode] = useState('')
  const cache = useQueryClient()
  const verify = useMutation({
    mutationFn: () => secondStep(code.trim(), 'verify-totp'),
    onSuccess: () => cache.invalidateQueries({ queryKey: ME_KEY }),
  })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    verify.mutate()
  }
  return (
    <form className="stack" onSubmit={submit}>
      <p>1. Scan this with the app, or type its secret by hand.</p>
      <div className="qr">
        <QRCodeSVG value={start.totpUri} size={168} title="Code to scan with the authenticator app" />
      </div>
      <Command text={new URL(start.totpUri).searchParams.get('secret') ?? start.totpUri} label="Secret of the second step" />
      <p>2. Keep these backup codes where you find them without the app. Each works once; they are not shown again.</p>
      <BackupCodes codes={start.backupCodes} />
      <Code label="3. The code that the app shows now" value={code} onChange={setCode} />
      <FormFailure error={verify.error} />
      <div>
        <Button type="submit" loading={verify.isPending}>
          Done
        </Button>
      </div>
    </form>
  )
}

function BackupCodes({ codes }: { codes: readonly string[] }): JSX.Element {
  return (
    <ul className="backup-codes" aria-label="Backup codes">
      {codes.map((code) => (
        <li key={code}>{code}</li>
      ))}
    </ul>
  )
}

function SwitchOff(): JSX.Element {
  const [password, setPassword] = useState('')
  const cache = useQueryClient()
  const off = useMutation({ mutationFn: () => stopTwoFactor(password), onSuccess: () => cache.invalidateQueries({ queryKey: ME_KEY }) })
  const codes = useMutation({ mutationFn: () => newBackupCodes(password), onSuccess: () => setPassword('') })
  return (
    <div className="stack">
      {codes.data ? (
        <>
          <p>Keep these; the earlier ones no longer work.</p>
          <BackupCodes codes={codes.data.backupCodes} />
        </>
      ) : null}
      <CurrentPassword value={password} onChange={setPassword} />
      <FormFailure error={off.error ?? codes.error} />
      <div className="row">
        <Button variant="default" disabled={password === ''} loading={codes.isPending} onClick={() => codes.mutate()}>
          New backup codes
        </Button>
        <Button variant="default" disabled={password === ''} loading={off.isPending} onClick={() => off.mutate()}>
          Switch it off
        </Button>
      </div>
    </div>
  )
}
