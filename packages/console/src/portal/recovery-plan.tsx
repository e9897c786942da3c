/** The firm's recovery plan: what to do when systems are lost; approved or sent back by a manager. */
import { Button, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import type { Continuity, RecoveryPlan } from '@mainstay/contract/continuity'
import { HeldDrill } from '../slices/continuity/held-drill.tsx'
import { PlanText } from '../slices/continuity/plan-text.tsx'
import { portalContinuityQuery, useAnswerPlan } from '../slices/continuity/queries.ts'
import { PlanStanding } from '../slices/continuity/standing.tsx'
import { continuityTitle } from '../slices/continuity/wording.ts'
import { Loaded } from '../ui/loaded.tsx'
import { Empty, FormFailure, Notice } from '../ui/messages.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'
import { InZone } from '../ui/zone.tsx'
import { PortalPage } from './portal-page.tsx'

export function PortalRecoveryPlan(): JSX.Element {
  return (
    <Loaded query={useQuery(portalContinuityQuery)} skeleton={<RowsSkeleton rows={3} />}>
      {({ clients }) => {
        const [first, ...others] = clients
        return (
          <PortalPage title={first === undefined ? 'There is no recovery plan' : titleFor(first)}>
            {[...(first === undefined ? [] : [first]), ...others].map((one) => (
              <OfClient key={one.clientId} whole={one} named={others.length > 0} />
            ))}
          </PortalPage>
        )
      }}
    </Loaded>
  )
}

function titleFor(whole: Continuity): string {
  return whole.working?.state === 'waiting' ? 'A recovery plan waits for your approval' : continuityTitle(whole)
}

function OfClient({ whole, named }: { whole: Continuity; named: boolean }): JSX.Element {
  const { inForce, working, zone } = whole
  const waiting = working?.state === 'waiting' ? working : null
  const held = whole.drills.filter((one) => one.held !== null)
  return (
    <InZone zone={zone}>
      {named ? <h2>{whole.clientName}</h2> : null}
      {inForce === null && waiting === null ? (
        <Empty title="Here you find what happens when your systems are lost">
          Who brings what back, in which order, from where, and how long it took when it was tried. Your provider writes it; you approve it.
        </Empty>
      ) : null}
      {waiting === null ? null : (
        <>
          <PlanText plan={waiting} />
          <AnswerForm key={waiting.id} plan={waiting} />
        </>
      )}
      <PlanStanding whole={whole} />
      {inForce === null || waiting !== null ? null : <PlanText plan={inForce} />}
      {held.map((drill) => (
        <HeldDrill key={drill.id} drill={drill} />
      ))}
    </InZone>
  )
}

function AnswerForm({ plan }: { plan: RecoveryPlan }): JSX.Element | null {
  const [returning, setReturning] = useState(false)
  const [words, setWords] = useState('')
  const answer = useAnswerPlan(plan.id)
  if (plan.presented === null) return null
  const { sha256, by } = plan.presented
  const says = plan.problems
  return (
    <section className="card stack" aria-label="Your answer">
      <h2>Is this the plan?</h2>
      {says.length === 0 ? null : (
        <Notice tone="attention" title="You should know">
          <ul className="plan-list">
            {says.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Notice>
      )}
      <p>Your answer stands with your name and the time, and cannot be changed. A later version of the plan is put to you anew.</p>
      {returning ? (
        <Textarea
          label="What is wrong with it?"
          required
          autosize
          minRows={2}
          maxLength={1000}
          value={words}
          onChange={({ currentTarget }) => setWords(currentTarget.value)}
        />
      ) : null}
      <FormFailure error={answer.error} />
      <div className="row">
        {returning ? (
          <Button
            size="md"
            loading={answer.isPending}
            disabled={words.trim() === ''}
            onClick={() => answer.mutate({ sha256, answer: 'returned', words })}
          >
            Send it back
          </Button>
        ) : (
          <Button size="md" loading={answer.isPending} onClick={() => answer.mutate({ sha256, answer: 'approved', words: '' })}>
            Yes, we approve it
          </Button>
        )}
        <Button size="md" variant="default" onClick={() => setReturning(!returning)}>
          {returning ? 'Not after all' : 'Something is wrong'}
        </Button>
      </div>
      <p className="small soft">
        Put to you by {by}. Its check sum is <code className="plan-words">{sha256}</code>.{' '}
        <a href={`/api/continuity/plans/${plan.id}/paper`} target="_blank" rel="noreferrer">
          The whole as a PDF
        </a>
      </p>
    </section>
  )
}
