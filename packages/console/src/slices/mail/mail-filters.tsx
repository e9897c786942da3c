/** What is looked for in a client's mail. It lives in the address, so that what was found can be sent to a colleague. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import { Icon } from '../../ui/icons.tsx'
import type { MailSearch } from './search.ts'
import { stateInWords, verdictInWords } from './wording.ts'

export type Change = (next: Partial<Record<keyof MailSearch, string | undefined>>) => void

const REASONS: Record<string, string> = {
  '': 'For any reason',
  'malware.known': 'Known malware',
  'policy.content': 'Forbidden attachment',
  'list.deny': 'On the deny list',
  'impersonation.': 'Pretended to be somebody',
  'dmarc.': 'Disowned by its domain',
  'sender.first-time': 'Wrote for the first time',
  'attachment.': 'Attachment',
  'model.': 'Judged by its content',
  'scanner.score': 'A scanner’s points',
  taught: 'By what was taught here',
}
const TEXTS = [
  ['words', 'Anywhere, or its id'],
  ['sender', 'Sender'],
  ['recipient', 'Recipient'],
  ['subject', 'Subject'],
] as const

export function MailFilters({ search, change }: { search: MailSearch; change: Change }): JSX.Element {
  const [texts, setTexts] = useState(() => Object.fromEntries(TEXTS.map(([key]) => [key, search[key] ?? ''])))
  const look = (event: SubmitEvent): void => {
    event.preventDefault()
    change(Object.fromEntries(TEXTS.map(([key]) => [key, texts[key]?.trim() || undefined])))
  }
  const choice = (key: 'state' | 'verdict' | 'reason', label: string, choices: Record<string, string>): JSX.Element => (
    <NativeSelect
      label={label}
      value={search[key] ?? ''}
      onChange={({ currentTarget }) => change({ [key]: currentTarget.value || undefined })}
      data={Object.entries(choices).map(([value, name]) => ({ value, label: name }))}
    />
  )
  const states = Object.fromEntries(Object.entries(stateInWords).map(([state, { word }]) => [state, word]))
  return (
    <form className="mail-filters" onSubmit={look} role="search" aria-label="Messages">
      {TEXTS.map(([key, label]) => (
        <TextInput
          key={key}
          label={label}
          maxLength={300}
          value={texts[key] ?? ''}
          onChange={({ currentTarget }) => setTexts({ ...texts, [key]: currentTarget.value })}
        />
      ))}
      <TextInput
        type="date"
        label="Day (UTC)"
        value={search.day ?? ''}
        onChange={({ currentTarget }) => change({ day: currentTarget.value || undefined })}
      />
      {choice('state', 'Where it is', { '': 'Anywhere', ...states })}
      {choice('verdict', 'Verdict', { '': 'Any verdict', ...verdictInWords })}
      {choice('reason', 'Reason', REASONS)}
      <Button type="submit" leftSection={<Icon name="search" />}>
        Find
      </Button>
    </form>
  )
}
