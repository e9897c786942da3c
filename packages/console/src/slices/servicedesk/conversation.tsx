/** What was said and what happened, in order: replies, notes for us alone, and changes between them. */
import type { JSX } from 'react'
import type { Ticket } from '@mainstay/contract/servicedesk'
import { Ago } from '../../ui/ago.tsx'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { Attached } from './attached.tsx'
import { changeWords } from './change-words.ts'
import { sentWords } from './wording.ts'

type Part = { at: string; key: string; message: Ticket['messages'][number] } | { at: string; key: string; message: null; words: string }

export function Conversation({ id: ticketId, messages, changes }: Pick<Ticket, 'id' | 'messages' | 'changes'>): JSX.Element {
  const parts: Part[] = [
    ...messages.map((message) => ({ at: message.at, key: message.id, message })),
    ...changes.flatMap((change, n) => {
      const words = changeWords(change)
      return words === null ? [] : [{ at: change.at, key: `change ${n}`, message: null, words }]
    }),
  ].sort((a, b) => a.at.localeCompare(b.at))
  return (
    <ol className="talk" aria-label="Conversation">
      {parts.map((part) => (
        <li key={part.key}>
          {part.message === null ? (
            <p className="talk-change soft small">
              {part.words} · <Ago at={part.at} />
            </p>
          ) : (
            <Said ticketId={ticketId} message={part.message} />
          )}
        </li>
      ))}
    </ol>
  )
}

function Said({ ticketId, message }: { ticketId: string; message: Ticket['messages'][number] }): JSX.Element {
  const { kind, author, authorName, at, body, attachments, mail } = message
  const sent = mail === null ? null : sentWords(mail)
  return (
    <article className={`talk-said talk-${kind === 'note' ? 'note' : author}`}>
      <header className="row-between small">
        <strong>
          {authorName}
          {kind === 'note' ? <span className="soft"> · note, for us alone</span> : null}
        </strong>
        <span className="soft">
          <Ago at={at} />
        </span>
      </header>
      <p className="talk-body">{body}</p>
      <Attached at={`/tickets/${ticketId}`} files={attachments} />
      {sent === null ? null : (
        <p className="small mail-break">
          <ToneMark tone={sent.tone}>{sent.words}</ToneMark>
        </p>
      )}
    </article>
  )
}
