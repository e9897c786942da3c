/** Fields that several forms of identity share. */
import { PasswordInput, TextInput } from '@mantine/core'
import type { JSX } from 'react'

type FieldProps = { label?: string; value: string; onChange: (value: string) => void }

export function NewPassword({ label = 'Password', value, onChange }: FieldProps): JSX.Element {
  return (
    <PasswordInput
      label={label}
      description="At least 12 characters. Four or more words that do not belong together are good."
      autoComplete="new-password"
      required
      minLength={12}
      maxLength={256}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}

export function CurrentPassword({ label = 'Password', value, onChange }: FieldProps): JSX.Element {
  return (
    <PasswordInput
      label={label}
      autoComplete="current-password"
      required
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}

export function Email({ label = 'E-mail address', value, onChange }: FieldProps): JSX.Element {
  return (
    <TextInput
      label={label}
      type="email"
      autoComplete="username"
      required
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}

export function PersonName({ label = 'Your name', value, onChange }: FieldProps): JSX.Element {
  return (
    <TextInput
      label={label}
      autoComplete="name"
      required
      maxLength={200}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}

export function Code({ label = 'Code', value, onChange }: FieldProps): JSX.Element {
  return (
    <TextInput
      label={label}
      inputMode="numeric"
      autoComplete="one-time-code"
      data-autofocus
      required
      minLength={6}
      maxLength={20}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}
