/** The disaster-recovery plan of a client: in force, in the making, its drills. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { JSX } from 'react'
import type { Continuity } from '@mainstay/contract/continuity'
import { useMay } from '../../app/session.ts'
import { Exactly } from '../../ui/ago.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, FormFailure } from '../../ui/messages.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { TonePill } from '../../ui/tone-mark.tsx'
import { InZone } from '../../ui/zone.tsx'
import { Drills } from './drills.tsx'
import { PlanText } from './plan-text.tsx'
import { continuityQuery, useDraftPlan } from './queries.ts'
import { PlanStanding } from './standing.tsx'
import { WorkingPlan } from './working-plan.tsx'
import { continuityTitle, planTone, planWord } from './wording.ts'

export function ContinuityPage(): JSX.Element {
  const { clientId } = useParams({ from: '/app/clients/$clientId/continuity' })
  return (
    <Loaded query={useQuery(continuityQuery(clientId))} skeleton={<TitleSkeleton />}>
      {(whole) => <Whole whole={whole} />}
    </Loaded>
  )
}

function Whole({ whole }: { whole: Continuity }): JSX.Element {
  const { clientId, clientName, zone, inForce, working } = whole
  const mayWrite = useMay('continuity.write')
  return (
    <InZone zone={zone}>
      <Page
        title={continuityTitle(whole)}
        over={
          <Link to="/clients/$clientId" params={{ clientId }}>
            {clientName}
          </Link>
        }
        actions={
          mayWrite && (inForce !== null || working !== null) && working?.state !== 'draft' ? <NextVersion clientId={clientId} /> : null
        }
      >
        <PlanStanding whole={whole} />
        {working === null ? null : <WorkingPlan key={`${working.id} ${working.revision}`} plan={working} />}
        {inForce === null && working === null ? (
          <Empty
            title="How do they get their data back, what do they do with it, and who does it?"
            action={mayWrite ? <NextVersion clientId={clientId} /> : null}
          >
            A draft is made of the records: the systems in the order of what was promised, where their backups lie, what was reached in
            tests, and the people. You complete it; a manager of the client approves it in the portal.
          </Empty>
        ) : null}
        {inForce === null ? null : (
          <Section title={`Version ${inForce.version}, in force`}>
            <PlanText plan={inForce} />
          </Section>
        )}
        <Drills whole={whole} />
        {whole.versions.length > 0 ? <Versions whole={whole} /> : null}
      </Page>
    </InZone>
  )
}

function NextVersion({ clientId }: { clientId: string }): JSX.Element {
  const draft = useDraftPlan(clientId)
  return (
    <>
      <Button loading={draft.isPending} onClick={() => draft.mutate(undefined)}>
        Draft from the records
      </Button>
      <FormFailure error={draft.error} />
    </>
  )
}

function Versions({ whole: { versions } }: { whole: Continuity }): JSX.Element {
  return (
    <Section title="Versions">
      <ul className="card card-flush">
        {versions.map(({ id, version, state, by, at }) => (
          <li key={id} className="list-row">
            <span className="grow">
              <strong>Version {version}</strong>
              <div className="soft">
                {by}, <Exactly at={at} />
              </div>
            </span>
            <a href={`/api/continuity/plans/${id}/paper`} target="_blank" rel="noreferrer">
              PDF
            </a>
            <TonePill tone={planTone[state]}>{planWord[state]}</TonePill>
          </li>
        ))}
      </ul>
    </Section>
  )
}
