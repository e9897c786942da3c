/** Is this client held to best practice, and how do we know? */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import type { CheckState, ClientStandards } from '@mainstay/contract/standards'
import { Exactly } from '../../ui/ago.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/messages.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { InZone } from '../../ui/zone.tsx'
import { CheckRow } from './check-row.tsx'
import { standardsQuery } from './queries.ts'
import { areaTitle, byArea, stateWord, standardsTitle } from './wording.ts'

export function Standards(): JSX.Element {
  const { clientId } = useParams({ from: '/app/clients/$clientId/standards' })
  return (
    <Loaded query={useQuery(standardsQuery(clientId))} skeleton={<TitleSkeleton />}>
      {(standards) => <Whole standards={standards} />}
    </Loaded>
  )
}

const SHOWN: readonly CheckState[] = ['not-met', 'unknown', 'met', 'not-applicable']

function Whole({ standards }: { standards: ClientStandards }): JSX.Element {
  const [state, setState] = useState<CheckState | null>(null)
  const { counts, checks, clientId } = standards
  const shown = state === null ? checks : checks.filter((one) => one.state === state)
  const of: Record<CheckState, number> = {
    met: counts.met,
    'not-met': counts.notMet,
    unknown: counts.unknown,
    'not-applicable': counts.notApplicable,
  }
  return (
    <InZone zone={standards.zone}>
      <Page
        title={standardsTitle(counts)}
        over={
          <Link to="/clients/$clientId" params={{ clientId }}>
            {standards.clientName}
          </Link>
        }
        lead={
          <>
            Evidence, by records or by a person, as of <Exactly at={standards.asOf} />. It is evidence for the sections named, not a claim
            to comply.
          </>
        }
      >
        <fieldset className="row check-filter" aria-label="Show">
          <Button size="sm" variant={state === null ? 'filled' : 'default'} aria-pressed={state === null} onClick={() => setState(null)}>
            All
          </Button>
          {SHOWN.map((one) => (
            <Button
              key={one}
              size="sm"
              variant={state === one ? 'filled' : 'default'}
              aria-pressed={state === one}
              onClick={() => setState(one)}
            >
              {stateWord[one]} ({of[one]})
            </Button>
          ))}
        </fieldset>
        {shown.length === 0 ? <Empty title="None is like that" /> : null}
        {byArea(shown).map(({ area, checks: inside }) => (
          <Section key={area} title={areaTitle[area]}>
            <ul className="card card-flush">
              {inside.map((check) => (
                <CheckRow key={check.id} clientId={clientId} check={check} />
              ))}
            </ul>
          </Section>
        ))}
      </Page>
    </InZone>
  )
}
