/** One recommendation: what the client reads, what they answered, what is to be done with it. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import type { Recommendation } from '@mainstay/contract/recommendations'
import { useMay } from '../../app/session.ts'
import { Exactly } from '../../ui/ago.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { FormFailure, Notice } from '../../ui/messages.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { TonePill } from '../../ui/tone-mark.tsx'
import { InZone } from '../../ui/zone.tsx'
import { clientDevicesQuery } from '../devices/queries.ts'
import { DraftForm } from './draft-form.tsx'
import { LinkForManager } from './link-for-manager.tsx'
import { Offer } from './offer.tsx'
import { recommendationQuery, useDiscard, useEdit, usePresent } from './queries.ts'
import { ReviewForm } from './review-form.tsx'
import { aboutWord, stateTone, stateWord } from './wording.ts'

export function RecommendationPage(): JSX.Element {
  const { recommendationId } = useParams({ from: '/app/recommendations/$recommendationId' })
  return (
    <Loaded query={useQuery(recommendationQuery(recommendationId))} skeleton={<TitleSkeleton />}>
      {(one) => <Whole key={`${one.id} ${one.revision}`} one={one} />}
    </Loaded>
  )
}

function Whole({ one }: { one: Recommendation }): JSX.Element {
  const mayWrite = useMay('recommendations.write')
  const { content, state } = one
  return (
    <InZone zone={one.zone}>
      <Page
        title={content.title}
        over={
          <>
            <Link to="/recommendations">Recommendations</Link> ·{' '}
            <Link to="/clients/$clientId" params={{ clientId: one.clientId }}>
              {one.clientName}
            </Link>
          </>
        }
        actions={<TonePill tone={stateTone[state]}>{stateWord[state]}</TonePill>}
      >
        {one.supersededBy ? (
          <Notice tone="unknown" title="A new version took its place">
            <Link to="/recommendations/$recommendationId" params={{ recommendationId: one.supersededBy }}>
              See the new version
            </Link>
          </Notice>
        ) : null}
        {one.decision ? <Decided one={one} /> : null}
        {state === 'draft' && mayWrite ? <Draft one={one} /> : <Offer content={content} chosen={one.decision?.option ?? null} />}
        <Record one={one} />
        {mayWrite && state === 'waiting' ? <LinkForManager recommendationId={one.id} /> : null}
        {mayWrite && (state === 'declined' || state === 'deferred') ? <ReviewForm one={one} /> : null}
        {mayWrite && one.presented && one.supersededBy === null ? (
          <div>
            <Button variant="default" renderRoot={(props) => <Link {...props} to="/recommendations/new" search={{ supersedes: one.id }} />}>
              Make a new version
            </Button>
          </div>
        ) : null}
      </Page>
    </InZone>
  )
}

function Draft({ one }: { one: Recommendation }): JSX.Element {
  const [editing, setEditing] = useState(false)
  const edit = useEdit(one.id)
  const present = usePresent(one.id)
  const discard = useDiscard(one.id)
  const navigate = useNavigate()
  if (editing)
    return (
      <DraftForm
        clientId={one.clientId}
        content={one.content}
        label="Save"
        error={edit.error}
        busy={edit.isPending}
        save={(content) => edit.mutate({ content, revision: one.revision }, { onSuccess: () => setEditing(false) })}
      />
    )
  return (
    <>
      <Offer content={one.content} chosen={null} />
      <Notice tone="attention" title="Once it is put to the client, nobody can change it">
        <div className="stack">
          <p>Its text, prices and options are frozen under a check sum. What is wrong later takes a new version.</p>
          <FormFailure error={present.error ?? discard.error} />
          <div className="row">
            <Button loading={present.isPending} onClick={() => present.mutate(one.revision)}>
              Put it to the client
            </Button>
            <Button variant="default" onClick={() => setEditing(true)}>
              Edit
            </Button>
            <Button
              variant="subtle"
              loading={discard.isPending}
              onClick={() => discard.mutate(undefined, { onSuccess: () => void navigate({ to: '/recommendations' }) })}
            >
              Throw the draft away
            </Button>
          </div>
        </div>
      </Notice>
    </>
  )
}

function Decided({ one }: { one: Recommendation }): JSX.Element | null {
  const { decision } = one
  if (decision === null) return null
  const chosen = decision.option === null ? undefined : one.content.options[decision.option]
  return (
    <Section title={`${decision.by} ${VERB[decision.answer]}${chosen ? `: ${chosen.title}` : ''}`}>
      <div className="card stack">
        <Facts
          rows={[
            ['When', <Exactly key="at" at={decision.at} />],
            ['Known as', decision.identified],
            ...(decision.words === '' ? [] : ([['In their words', decision.words]] as const)),
            ...(one.reviewOn === null ? [] : ([['Comes back on', one.reviewOn]] as const)),
          ]}
        />
        <p>
          <a href={`/api/recommendations/${one.id}/receipt`} target="_blank" rel="noreferrer">
            The receipt as a PDF
          </a>
        </p>
      </div>
    </Section>
  )
}

const VERB = { accepted: 'accepted it', declined: 'declined it', deferred: 'put it off' } as const

function Record({ one }: { one: Recommendation }): JSX.Element {
  const { data } = useQuery(clientDevicesQuery(one.clientId))
  const nameOf = (id: string): string | undefined => data?.rows.find((row) => row.id === id)?.hostname
  return (
    <Section title="Its record">
      <div className="card">
        <Facts
          rows={[
            ['About', data === undefined && one.content.deviceIds.length > 0 ? '…' : aboutWord(one.content, nameOf)],
            [
              'Drafted',
              <>
                {one.createdBy}, <Exactly at={one.createdAt} />
              </>,
            ],
            ...(one.presented
              ? ([
                  [
                    'Put to the client',
                    <>
                      {one.presented.by}, <Exactly at={one.presented.at} />
                    </>,
                  ],
                  ['Check sum (SHA-256)', <code key="sum">{one.presented.sha256}</code>],
                ] as const)
              : []),
            ...one.reviews.map(
              ({ at, by, note, nextOn }) => [`Looked at by ${by}`, `${note} (${at.slice(0, 10)}; again on ${nextOn})`] as const,
            ),
          ]}
        />
      </div>
    </Section>
  )
}
