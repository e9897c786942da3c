/** What was advised, and what do clients say? The register over all clients, or of one. */
import { Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { JSX } from 'react'
import type { Recommendation } from '@mainstay/contract/recommendations'
import { useMay } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/messages.tsx'
import { Page } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { TonePill } from '../../ui/tone-mark.tsx'
import { clientsQuery } from '../clients/queries.ts'
import { recommendationsQuery } from './queries.ts'
import { areaWord, byUrgency, listTitle, priceOf, stateTone, stateWord } from './wording.ts'

export function Recommendations(): JSX.Element {
  const { clientId } = useSearch({ from: '/app/recommendations' })
  const query = useQuery(recommendationsQuery(clientId))
  const mayWrite = useMay('recommendations.write')
  const write = mayWrite ? (
    <Button renderRoot={(props) => <Link {...props} to="/recommendations/new" search={clientId === undefined ? {} : { clientId }} />}>
      New recommendation
    </Button>
  ) : null
  return (
    <Page title={query.data ? listTitle(query.data.recommendations) : 'Recommendations'} actions={write}>
      <ChooseClient clientId={clientId} />
      <Loaded query={query} skeleton={<RowsSkeleton />}>
        {({ recommendations }) =>
          recommendations.length === 0 ? (
            <Empty title="What you advise a client stands here, with their answer" action={write}>
              Each has options with prices, is frozen when it is put to the client, and is answered once, by a manager who is signed in.
            </Empty>
          ) : (
            <div className="card card-flush">
              {[...recommendations].sort(byUrgency).map((one) => (
                <Row key={one.id} one={one} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}

function ChooseClient({ clientId }: { clientId: string | undefined }): JSX.Element {
  const { data } = useQuery(clientsQuery)
  const navigate = useNavigate()
  return (
    <div className="row">
      <NativeSelect
        aria-label="Client"
        value={clientId ?? ''}
        data={[{ value: '', label: 'All clients' }, ...(data?.clients ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={({ currentTarget }) =>
          void navigate({ to: '/recommendations', search: currentTarget.value === '' ? {} : { clientId: currentTarget.value } })
        }
      />
    </div>
  )
}

function Row({ one }: { one: Recommendation }): JSX.Element {
  const { content, decision, presented } = one
  const [advised] = content.options
  return (
    <Link to="/recommendations/$recommendationId" params={{ recommendationId: one.id }} className="list-row list-row-tall">
      <span className="grow">
        <strong>{content.title}</strong>
        <div className="soft">
          {one.clientName} · {areaWord[content.area]}
          {advised ? ` · ${priceOf(advised, content.currency)}` : ''}
        </div>
        <div className="small soft">
          {decision ? (
            <>
              {decision.by} answered <Ago at={decision.at} />
            </>
          ) : presented ? (
            <>
              Put to the client <Ago at={presented.at} />
              {content.answerBy ? `, answer asked for by ${content.answerBy}` : ''}
            </>
          ) : (
            <>
              Drafted by {one.createdBy} <Ago at={one.createdAt} />
            </>
          )}
        </div>
      </span>
      {one.reviewDue ? <TonePill tone="attention">Look at it again</TonePill> : null}
      <TonePill tone={stateTone[one.state]}>{stateWord[one.state]}</TonePill>
      <Icon name="next" />
    </Link>
  )
}
