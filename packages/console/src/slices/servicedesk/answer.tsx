/** To answer, or to note for ourselves; and what the ticket waits for afterwards. Ctrl+Enter sends. */
import { Button, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { type JSX, type KeyboardEvent, type SubmitEvent, useState } from 'react'
import type { Ticket, TicketStatusChange } from '@mainstay/contract/servicedesk'
import { useMay } from '../../app/session.ts'
import { FormFailure } from '../../ui/messages.tsx'
import { useTicketAction } from './queries.ts'
import { TextBlocks } from './text-blocks.tsx'

type After = TicketStatusChange['status'] | ''

const AFTER: { value: After; label: string }[] = [
  { value: '', label: 'leave the status as it is' },
  { value: 'waiting-customer', label: 'wait for the client' },
  { value: 'waiting-third-party', label: 'wait for a third party' },
  { value: 'resolved', label: 'resolve it' },
]

export function Answer({ ticket }: { ticket: Ticket }): JSX.Element | null {
  const [kind, setKind] = useState<'reply' | 'note'>('reply')
  const [body, setBody] = useState('')
  const [after, setAfter] = useState<After>('')
  const [reason, setReason] = useState('')
  const act = useTicketAction(ticket.id)
  const waits = after.startsWith('waiting')
  const submit = (event: SubmitEvent | KeyboardEvent): void => {
    event.preventDefault()
    if (body.trim() === '' || (waits && reason.trim() === '')) return
    const next = after === '' ? {} : { next: { status: after, ...(waits ? { reason } : {}) } }
    const clear = (): void => {
      setBody('')
      setAfter('')
      setReason('')
    }
    act.mutate({ do: 'messages', kind, body, ...next }, { onSuccess: clear })
  }
  if (!useMay('servicedesk.write')) return null
  return (
    <form className="card stack" onSubmit={submit} aria-label="Answer">
      <SegmentedControl
        aria-label="Who reads it"
        value={kind}
        onChange={(value) => setKind(value === 'note' ? 'note' : 'reply')}
        data={[
          { value: 'reply', label: `Reply to ${ticket.requester}` },
          { value: 'note', label: 'Note for us alone' },
        ]}
      />
      <Textarea
        aria-label={kind === 'reply' ? 'Reply' : 'Note'}
        autosize
        minRows={4}
        maxLength={50_000}
        value={body}
        onChange={({ currentTarget }) => setBody(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
        }}
      />
      <TextBlocks body={body} take={(text) => setBody(body.trim() === '' ? text : `${body.trimEnd()}\n\n${text}`)} />
      <div className="row">
        <NativeSelect
          label="And then"
          value={after}
          data={AFTER}
          onChange={({ currentTarget }) => setAfter(AFTER.find(({ value }) => value === currentTarget.value)?.value ?? '')}
        />
        {waits ? (
          <TextInput
            className="grow"
            label="What is waited for"
            required
            maxLength={500}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
        ) : null}
      </div>
      <FormFailure error={act.error} />
      <div className="row">
        <Button type="submit" loading={act.isPending} disabled={body.trim() === ''}>
          {kind === 'reply' ? 'Send the reply' : 'Keep the note'}
        </Button>
        <span className="soft small">Ctrl + Enter</span>
      </div>
    </form>
  )
}
