/** The messages that were found, a page at a time: where each is, and why. */
import { Button } from '@mantine/core'
import type { JSX } from 'react'
import type { DeliveryWire } from '@mainstay/contract/mail'
import { Ago } from '../../ui/ago.tsx'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { stateInWords, why } from './wording.ts'

type MailRowsProps = { messages: readonly DeliveryWire[]; open: (message: DeliveryWire) => void }

export function MailRows({ messages, open }: MailRowsProps): JSX.Element {
  return (
    <ul className="card card-flush" aria-label="Messages">
      {messages.map((message) => {
        const { tone, word } = stateInWords[message.state]
        return (
          <li key={message.id} className="mail-row">
            <div className="mail-what">
              <button type="button" className="mail-subject" onClick={() => open(message)}>
                {message.subject === '' ? '(without a subject)' : message.subject}
              </button>
              <span className="soft mail-break">
                {message.from === '' ? message.sender || 'the null sender' : message.from} to {message.recipient}
              </span>
              <span className="mail-break">{why(message.reasons)}</span>
            </div>
            <div className="mail-fate">
              <ToneMark tone={tone}>{word}</ToneMark>
              <span className="soft">
                came <Ago at={message.receivedAt} />
              </span>
              {message.lesson === null ? null : (
                <span className="soft small">{message.lesson === 'wanted' ? 'taught: not spam' : 'taught: spam'}</span>
              )}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

type PagesProps = { page: number; more: boolean; go: (page: number) => void }

export function Pages({ page, more, go }: PagesProps): JSX.Element | null {
  if (page === 1 && !more) return null
  return (
    <nav className="row" aria-label="Pages of messages">
      <Button variant="default" disabled={page === 1} onClick={() => go(page - 1)}>
        Newer
      </Button>
      <span className="soft">Page {page}</span>
      <Button variant="default" disabled={!more} onClick={() => go(page + 1)}>
        Older
      </Button>
    </nav>
  )
}
