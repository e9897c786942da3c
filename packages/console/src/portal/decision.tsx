/** One decision: what is advised and what it costs; accept, decline or put it off. */
import { Button, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import type { Answer, PortalDecision } from '@mainstay/contract/recommendations'
import { Offer } from '../slices/recommendations/offer.tsx'
import { priceOf } from '../slices/recommendations/wording.ts'
import { Exactly } from '../ui/ago.tsx'
import { AppLink } from '../ui/app-link.tsx'
import { Facts } from '../ui/facts.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { FormFailure, Notice } from '../ui/messages.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'
import { InZone } from '../ui/zone.tsx'
import { decisionQuery, useAnswer } from './decision-queries.ts'
import { decisionTone, decisionWord } from './decision-words.ts'
import { PortalPage } from './portal-page.tsx'
import './decision.css'

export function Decision(): JSX.Element {
  const { recommendationId = '' } = useParams({ strict: false })
  const { link } = useSearch({ strict: false }) as { link?: string }
  return (
    <Loaded query={useQuery(decisionQuery(recommendationId, link))} skeleton={<RowsSkeleton rows={3} />}>
      {(one) => (
        <InZone zone={one.zone}>
          <PortalPage title={one.content.title} lead={<AppLink href="/portal/decisions">All decisions</AppLink>}>
            {one.state === 'waiting' ? null : (
              <Notice tone={decisionTone[one.state]} title={decisionWord(one)}>
                {one.decision ? <Said one={one} /> : null}
              </Notice>
            )}
            <Offer content={one.content} chosen={one.decision?.option ?? null} />
            {one.state === 'waiting' ? <AnswerForm one={one} link={link ?? null} /> : null}
            <p className="small soft">
              Put to you by {one.presented.by}, <Exactly at={one.presented.at} />. Nobody can change this text; its check sum is{' '}
              <code className="decision-sum">{one.presented.sha256}</code>.
            </p>
          </PortalPage>
        </InZone>
      )}
    </Loaded>
  )
}

function Said({ one: { id, decision } }: { one: PortalDecision }): JSX.Element | null {
  if (decision === null) return null
  return (
    <div className="stack">
      <Facts
        rows={[
          ['When', <Exactly key="at" at={decision.at} />],
          ['By', `${decision.by} (${decision.identified})`],
          ...(decision.words === '' ? [] : ([['In your words', decision.words]] as const)),
        ]}
      />
      <a href={`/api/recommendations/${id}/receipt`} target="_blank" rel="noreferrer">
        Your receipt as a PDF
      </a>
    </div>
  )
}

type Ask = 'accepted' | 'declined' | 'deferred'

function AnswerForm({ one, link }: { one: PortalDecision; link: string | null }): JSX.Element {
  const [option, setOption] = useState(0)
  const [asking, setAsking] = useState<Ask | null>(null)
  const [words, setWords] = useState('')
  const [until, setUntil] = useState('')
  const answer = useAnswer(one.id)
  const { options, currency } = one.content
  const send = (): void => {
    if (asking === null) return
    const said: Answer = {
      sha256: one.presented.sha256,
      answer: asking,
      option: asking === 'accepted' ? option : null,
      until: asking === 'deferred' ? until : null,
      words,
      link,
    }
    answer.mutate(said)
  }
  const chosen = options[option]
  return (
    <section className="card stack" aria-label="Your answer">
      <h2>Your answer</h2>
      {options.length > 1 ? (
        <fieldset className="decision-options">
          <legend className="visually-hidden">Which option</legend>
          {options.map((one_, n) => (
            <label key={one_.title} className="decision-option">
              <input type="radio" name="option" checked={option === n} onChange={() => setOption(n)} />
              <span className="grow">{one_.title}</span>
              <span className="soft">{priceOf(one_, currency)}</span>
            </label>
          ))}
        </fieldset>
      ) : null}
      <div className="row">
        <Button size="md" variant={asking === 'accepted' ? 'filled' : 'default'} onClick={() => setAsking('accepted')}>
          Accept
        </Button>
        <Button size="md" variant={asking === 'declined' ? 'filled' : 'default'} onClick={() => setAsking('declined')}>
          Decline
        </Button>
        <Button size="md" variant={asking === 'deferred' ? 'filled' : 'default'} onClick={() => setAsking('deferred')}>
          Ask me later
        </Button>
      </div>
      {asking === null ? null : (
        <div className="stack">
          <p>{consequence(asking, chosen === undefined ? '' : `${chosen.title}, ${priceOf(chosen, currency)}`)}</p>
          {asking === 'deferred' ? (
            <TextInput
              label="Ask me again on"
              type="date"
              required
              value={until}
              onChange={({ currentTarget }) => setUntil(currentTarget.value)}
            />
          ) : null}
          <Textarea
            label="In your own words, if you like"
            autosize
            minRows={2}
            maxLength={1000}
            value={words}
            onChange={({ currentTarget }) => setWords(currentTarget.value)}
          />
          <FormFailure error={answer.error} />
          <div>
            <Button size="md" loading={answer.isPending} disabled={asking === 'deferred' && until === ''} onClick={send}>
              {CONFIRM[asking]}
            </Button>
          </div>
        </div>
      )}
    </section>
  )
}

const CONFIRM: Record<Ask, string> = { accepted: 'Yes, we accept', declined: 'Yes, we decline', deferred: 'Ask again then' }

function consequence(asking: Ask, chosen: string): string {
  const stands = 'Your answer stands as you give it, with your name and the time, and cannot be changed; you get a receipt.'
  if (asking === 'accepted') return `You accept: ${chosen}. ${stands}`
  if (asking === 'declined') return `You decline, knowing what can happen without it. ${stands} We look at it again with you later.`
  return stands
}
