/** What is it that a person found? Said once; of a client's person it is the highest proof there is. */
import { Button, Textarea } from '@mantine/core'
import type { Sandbox } from '@mainstay/contract/recovery'
import { type JSX, useState } from 'react'
import { Ago } from '../../../ui/ago.tsx'
import { FormFailure, Notice } from '../../../ui/messages.tsx'
import { useSandbox } from './queries.ts'
import type { Voice } from './words.ts'

export function SayForm({ sandbox, voice }: { sandbox: Sandbox; voice: Voice }): JSX.Element {
  const { say } = useSandbox(sandbox.deviceId)
  const [sentence, setSentence] = useState('')
  const tell = (verdict: 'there' | 'missing'): void => say.mutate({ id: sandbox.id, verdict, sentence: sentence.trim() })
  return (
    <section className="card stack" aria-label="What you found">
      <div className="stack-tight">
        <h2>Is everything there?</h2>
        <p className="soft">
          {voice === 'portal'
            ? 'Look at something that you know: an order, a letter, a customer. What you say here is kept, with your name.'
            : 'What the client’s people say is level L5 of the proof. What you say is kept beside the session.'}
        </p>
      </div>
      <Textarea
        label="In a sentence"
        description="Needed when something is missing."
        autosize
        minRows={2}
        maxLength={1000}
        value={sentence}
        onChange={({ currentTarget }) => setSentence(currentTarget.value)}
      />
      <div className="row">
        <Button loading={say.isPending} onClick={() => tell('there')}>
          It is there
        </Button>
        <Button variant="default" loading={say.isPending} disabled={sentence.trim() === ''} onClick={() => tell('missing')}>
          Something is missing
        </Button>
      </div>
      <FormFailure error={say.error} />
    </section>
  )
}

export function Said({ statement, voice }: { statement: NonNullable<Sandbox['statement']>; voice: Voice }): JSX.Element {
  const { verdict, by, at, sentence, kind, identified } = statement
  const words = verdict === 'there' ? 'It is there' : 'Something is missing'
  return (
    <Notice tone={verdict === 'there' ? 'good' : 'broken'} title={`“${words}”, said ${by}`}>
      <div className="stack-tight">
        {sentence === '' ? null : <p>“{sentence}”</p>}
        <p className="soft">
          <Ago at={at} />
          {voice === 'console' ? ` · ${identified}` : ''}
          {voice === 'console' && kind === 'staff' ? ' · one of the provider’s people, so it is not L5' : ''}
        </p>
      </div>
    </Notice>
  )
}
