/** What the client reads, in the console and in the portal alike: why, the risk, the options with their prices. */
import type { JSX } from 'react'
import type { Content } from '@mainstay/contract/recommendations'
import { money } from '../../ui/money.ts'
import { TonePill } from '../../ui/tone-mark.tsx'
import { priceOf } from './wording.ts'
import './offer.css'

/** `chosen`: the option that was accepted. */
export function Offer({ content, chosen }: { content: Content; chosen: number | null }): JSX.Element {
  return (
    <div className="card stack offer">
      <Words title="Why" text={content.why} />
      <Words title="What can happen without it" text={content.risk} />
      {content.riskMinor === null ? null : (
        <p>
          Worked out from your own figures, that would cost <strong>{money(content.riskMinor, content.currency)}</strong>.
        </p>
      )}
      <h3>{content.options.length === 1 ? 'The offer' : 'The options'}</h3>
      <ol className="offer-options">
        {content.options.map((option, n) => (
          <li key={option.title} className="offer-option">
            <span className="grow">
              <strong>{option.title}</strong>
              {n === 0 && content.options.length > 1 ? <span className="soft"> · advised</span> : null}
              {option.text ? <div className="soft">{option.text}</div> : null}
            </span>
            <span className="offer-price">{priceOf(option, content.currency)}</span>
            {chosen === n ? <TonePill tone="good">Accepted</TonePill> : null}
          </li>
        ))}
      </ol>
    </div>
  )
}

function Words({ title, text }: { title: string; text: string }): JSX.Element {
  return (
    <section className="stack-tight">
      <h3>{title}</h3>
      {text.split(/\n{2,}/).map((part) => (
        <p key={part}>{part}</p>
      ))}
    </section>
  )
}
