/** One's own held mail: was any of it wanted? */
import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import type { OwnHeld, OwnHeldListSchema } from '@mainstay/contract/mail'
import { type Answer, get, send } from '../app/api.ts'
import { PreviewFrame } from '../slices/mail/preview-frame.tsx'
import type { Preview } from '../slices/mail/queries.ts'
import { Ago } from '../ui/ago.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Empty, FormFailure } from '../ui/messages.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'
import { PortalPage } from './portal-page.tsx'
import { heldTitle } from './words.ts'
import './held-mail.css'

const HELD_KEY = ['mail', 'own']
const pathOf = ({ clientId, receivedAt, id }: OwnHeld): string => `/api/me/mail/${clientId}/${receivedAt}/${id}`

export function HeldMail(): JSX.Element {
  const held = useQuery({
    queryKey: HELD_KEY,
    queryFn: ({ signal }) => get<Answer<typeof OwnHeldListSchema>>('/api/me/mail', {}, signal),
    refetchInterval: 60_000,
  })
  return (
    <Loaded query={held} skeleton={<RowsSkeleton rows={3} />}>
      {({ address, held: messages, more }) => (
        <PortalPage
          title={heldTitle(messages.length, more)}
          lead={`What was sent to ${address} and looked unsafe or unwanted. It is kept for 30 days and then removed.`}
        >
          {messages.length === 0 ? (
            <Empty title="Everything that came was delivered">When a message is held, you find it here and can have it delivered.</Empty>
          ) : (
            <ul className="stack">
              {messages.map((message) => (
                <li key={message.id}>
                  <OneMessage message={message} />
                </li>
              ))}
            </ul>
          )}
        </PortalPage>
      )}
    </Loaded>
  )
}

function OneMessage({ message }: { message: OwnHeld }): JSX.Element {
  const [looking, setLooking] = useState(false)
  const [sender, setSender] = useState(false)
  const cache = useQueryClient()
  const answer = useMutation({
    mutationFn: (action: 'release' | 'block') => send('POST', `${pathOf(message)}/answer`, { action, sender }),
    onSuccess: () => cache.invalidateQueries({ queryKey: HELD_KEY }),
  })
  const title = message.subject === '' ? '(without a subject)' : message.subject
  return (
    <section className="card stack" aria-label={title}>
      <div className="stack-tight held-words">
        <h2>{title}</h2>
        <span className="soft">
          from {message.from}, <Ago at={message.receivedAt} />
        </span>
      </div>
      {message.reasons.length === 0 ? null : (
        <div className="stack-tight held-words">
          <span className="soft">Why it was held</span>
          <ul>
            {message.reasons.slice(0, 3).map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </div>
      )}
      {looking ? <Look message={message} /> : null}
      {message.mayRelease ? (
        <Checkbox
          label="And always so for this sender"
          checked={sender}
          onChange={({ currentTarget }) => setSender(currentTarget.checked)}
        />
      ) : (
        <p>It carries something dangerous, or its sender is barred. Only your provider can release it: call them if you expected it.</p>
      )}
      <FormFailure error={answer.error} />
      <div className="row">
        {message.mayRelease ? (
          <Button loading={answer.isPending} onClick={() => answer.mutate('release')}>
            Deliver it to me
          </Button>
        ) : null}
        <Button variant="default" loading={answer.isPending} onClick={() => answer.mutate('block')}>
          I do not want it
        </Button>
        <Button variant="subtle" aria-expanded={looking} onClick={() => setLooking(!looking)}>
          {looking ? 'Close it' : 'Read it safely'}
        </Button>
      </div>
    </section>
  )
}

function Look({ message }: { message: OwnHeld }): JSX.Element {
  const preview = useQuery({
    queryKey: ['mail', 'own-preview', message.id],
    queryFn: ({ signal }) => get<Preview>(`${pathOf(message)}/preview`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Loaded query={preview} skeleton={<RowsSkeleton rows={2} />}>
      {({ text, attachments }) => (
        <div className="stack-tight held-words">
          <PreviewFrame text={text} />
          <span className="soft">Links and pictures do nothing here.</span>
          {attachments.length === 0 ? null : (
            <span className="soft">Attached: {attachments.map(({ name, mediaType }) => name || mediaType).join(', ')}</span>
          )}
        </div>
      )}
    </Loaded>
  )
}
