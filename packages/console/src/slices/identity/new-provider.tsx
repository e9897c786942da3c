/** The form for a provider of accounts. The server asks it at once whether it is one. */
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import { FormFailure } from '../../ui/messages.tsx'
import { Code } from './fields.tsx'
import { useAddProvider } from './queries.ts'

const EMPTY = { name: '', issuer: '', clientId: '', clientSecret: '', domains: '', code: '' }

export function NewProvider({ close }: { close: () => void }): JSX.Element {
  const [o, setFields] = useState(EMPTY)
  const add = useAddProvider()
  const set = (field: keyof typeof EMPTY) => (value: string) => setFields((before) => ({ ...before, [field]: value }))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const domains = o.domains.split(/[\s,]+/).filter((domain) => domain !== '')
    add.mutate({ ...o, issuer: o.issuer.trim(), code: o.code.trim(), domains, rules: [] }, { onSuccess: close })
  }
  return (
    <form className="stack" onSubmit={submit}>
      <Field label="Name" description="As the sign-in page shows it: “Sign in with …”" value={o.name} onChange={set('name')} max={60} />
      <Field label="Issuer" description="An address over https" value={o.issuer} onChange={set('issuer')} max={500} />
      <Field label="Client ID" value={o.clientId} onChange={set('clientId')} max={500} />
      <PasswordInput
        label="Client secret"
        description="Kept sealed; it is not shown again"
        autoComplete="off"
        required
        maxLength={2000}
        value={o.clientSecret}
        onChange={({ currentTarget }) => set('clientSecret')(currentTarget.value)}
      />
      <Field
        label="E-mail domains"
        description="Whose verified addresses are believed, such as example.com"
        value={o.domains}
        onChange={set('domains')}
        max={2000}
      />
      <Code label="The code that your authenticator app shows now" value={o.code} onChange={set('code')} />
      <FormFailure error={add.error} />
      <Button type="submit" loading={add.isPending}>
        Add it
      </Button>
    </form>
  )
}

type FieldProps = { label: string; description?: string; value: string; max: number; onChange: (value: string) => void }

function Field({ label, description, value, max, onChange }: FieldProps): JSX.Element {
  return (
    <TextInput
      label={label}
      description={description}
      required
      maxLength={max}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}
