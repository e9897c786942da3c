/** One message: what happened to it and why, and what a technician may do with it. */
import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { type JSX, useState } from 'react'
import type { DeliveryWire } from '@mainstay/contract/mail'
import { useMay } from '../../app/session.ts'
import { Exactly } from '../../ui/ago.tsx'
import { Facts } from '../../ui/facts.tsx'
import { bytes, count } from '../../ui/format.ts'
import { FormFailure } from '../../ui/messages.tsx'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { PreviewFrame } from './preview-frame.tsx'
import { type Preview, useBlock, useOpenMessage, useRelease, useTeach } from './queries.ts'
import { stateInWords } from './wording.ts'

export function MessageDialog({ message, close }: { message: DeliveryWire; close: () => void }): JSX.Element {
  const { tone, word } = stateInWords[message.state]
  const kept = message.state === 'quarantined' || message.state === 'held'
  const mayDecide = useMay('mail.write')
  return (
    <Modal opened onClose={close} title={message.subject === '' ? '(without a subject)' : message.subject} size="xl" centered>
      <div className="stack">
        <ToneMark tone={tone}>{word}</ToneMark>
        <Facts
          rows={[
            ['From', message.from || message.sender || 'the null sender'],
            ['Envelope', `${message.sender === '' ? 'the null sender' : message.sender} to ${message.recipient}`],
            ['Came', <Exactly key="came" at={message.receivedAt} />],
            ['By way of', `${message.source}, ${bytes(message.size)}`],
            ['Authentication', message.authentication],
            ...(message.lastReply === null
              ? []
              : ([['The next hop said', `${message.lastReply}${message.nextHop === null ? '' : ` (${message.nextHop})`}`]] as const)),
            ...(message.attempts > 1 ? ([['Tried', count(message.attempts, 'time')]] as const) : []),
            ...(message.releasedBy === null ? [] : ([['Released by', message.releasedBy]] as const)),
          ]}
        />
        <section className="stack-tight" aria-label="Reasons">
          <h3>Why</h3>
          <ul className="mail-reasons">
            {message.reasons.map(({ id, weight, text }) => (
              <li key={id + text}>
                <span className="num">{weight > 0 ? `+${weight}` : weight}</span> <span className="mail-break">{text}</span>
              </li>
            ))}
          </ul>
        </section>
        {kept ? <Look message={message} /> : null}
        {mayDecide && kept ? <Decide message={message} done={close} /> : null}
        {mayDecide && (kept || message.lesson !== null) ? <Teach message={message} /> : null}
      </div>
    </Modal>
  )
}

/** It is somebody's mail: who looks says why, and that is recorded. */
function Look({ message }: { message: DeliveryWire }): JSX.Element | null {
  const [reason, setReason] = useState('')
  const open = useOpenMessage(message)
  if (!useMay('mail.open')) return null
  if (open.data) return <Shown preview={open.data} />
  return (
    <form
      className="mail-ask"
      onSubmit={(event) => {
        event.preventDefault()
        open.mutate(reason)
      }}
    >
      <TextInput
        label="Why you look into it"
        description="This is somebody’s mail: your reason is recorded"
        required
        maxLength={500}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={open.isPending}>
        Look into it
      </Button>
      <FormFailure error={open.error} />
    </form>
  )
}

export function Shown({ preview }: { preview: Preview }): JSX.Element {
  return (
    <section className="stack-tight" aria-label="The message">
      <PreviewFrame text={preview.text} />
      {preview.attachments.length === 0 ? null : (
        <ul className="soft">
          {preview.attachments.map(({ name, mediaType, size }, n) => (
            <li key={`${n} ${name}`} className="mail-break">
              Attached: {name === '' ? mediaType : name}, {bytes(size)}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Decide({ message, done }: { message: DeliveryWire; done: () => void }): JSX.Element {
  const [reason, setReason] = useState('')
  const [withSender, setWithSender] = useState(false)
  const release = useRelease(message)
  const block = useBlock(message)
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        release.mutate({ reason, allowSender: withSender }, { onSuccess: done })
      }}
    >
      <TextInput
        label="Why it is released"
        description="Recorded with your name"
        required
        maxLength={500}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <Checkbox
        label="And always so for this sender and this recipient"
        checked={withSender}
        onChange={({ currentTarget }) => setWithSender(currentTarget.checked)}
      />
      <FormFailure error={release.error ?? block.error} />
      <div className="row">
        <Button type="submit" loading={release.isPending}>
          Release it
        </Button>
        {message.state === 'quarantined' ? (
          <Button variant="default" loading={block.isPending} onClick={() => block.mutate(withSender, { onSuccess: done })}>
            Block it
          </Button>
        ) : null}
      </div>
    </form>
  )
}

function Teach({ message }: { message: DeliveryWire }): JSX.Element {
  const teach = useTeach(message)
  const lesson = teach.isSuccess ? teach.variables : message.lesson
  return (
    <section className="stack-tight" aria-label="What it teaches">
      <p className="soft">
        {lesson === null
          ? 'It has taught this client’s filter nothing. Releasing and blocking teach too.'
          : `It teaches this client’s filter that mail like it is ${lesson === 'wanted' ? 'not spam' : 'spam'}.`}
      </p>
      <div className="row">
        <Button variant="default" size="compact-sm" disabled={lesson === 'unwanted'} onClick={() => teach.mutate('unwanted')}>
          Spam
        </Button>
        <Button variant="default" size="compact-sm" disabled={lesson === 'wanted'} onClick={() => teach.mutate('wanted')}>
          Not spam
        </Button>
        {lesson === null ? null : (
          <Button variant="subtle" size="compact-sm" onClick={() => teach.mutate(null)}>
            Take it back
          </Button>
        )}
      </div>
      <FormFailure error={teach.error} />
    </section>
  )
}
