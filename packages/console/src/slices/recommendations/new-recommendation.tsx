/** A new recommendation for one client, or the next version of one that was put to them. */
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/messages.tsx'
import { Page } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { clientsQuery } from '../clients/queries.ts'
import { DraftForm } from './draft-form.tsx'
import { recommendationQuery, useDraft } from './queries.ts'

export function NewRecommendation(): JSX.Element {
  const { supersedes } = useSearch({ from: '/app/recommendations/new' })
  return (
    <Page
      title={supersedes ? 'The new version takes the place of the old one' : 'What do you recommend, and what does it cost?'}
      over={<Link to="/recommendations">Recommendations</Link>}
      lead="A draft is yours to change. Once it is put to the client it stays as they read it."
    >
      {supersedes ? <Next of={supersedes} /> : <First />}
    </Page>
  )
}

function First(): JSX.Element {
  const { clientId } = useSearch({ from: '/app/recommendations/new' })
  const [chosen, setChosen] = useState(clientId)
  return (
    <Loaded query={useQuery(clientsQuery)} skeleton={<RowsSkeleton rows={3} />}>
      {({ clients }) => {
        const id = chosen ?? clients[0]?.id
        if (id === undefined) return <Empty title="There is no client yet">Make one on the page Clients first.</Empty>
        return (
          <>
            <NativeSelect
              label="Client"
              value={id}
              data={clients.map(({ id: value, name }) => ({ value, label: name }))}
              onChange={({ currentTarget }) => setChosen(currentTarget.value)}
            />
            <Form key={id} clientId={id} content={null} />
          </>
        )
      }}
    </Loaded>
  )
}

function Next({ of }: { of: string }): JSX.Element {
  return (
    <Loaded query={useQuery(recommendationQuery(of))} skeleton={<RowsSkeleton rows={3} />}>
      {({ clientId, content }) => <Form clientId={clientId} content={{ ...content, answerBy: null }} supersedes={of} />}
    </Loaded>
  )
}

type FormProps = { clientId: string; content: Parameters<typeof DraftForm>[0]['content']; supersedes?: string }

function Form({ clientId, content, supersedes }: FormProps): JSX.Element {
  const draft = useDraft()
  const navigate = useNavigate()
  return (
    <DraftForm
      clientId={clientId}
      content={content}
      label="Save the draft"
      error={draft.error}
      busy={draft.isPending}
      save={(made) =>
        draft.mutate(
          { clientId, content: made, ...(supersedes ? { supersedes } : {}) },
          { onSuccess: ({ id }) => void navigate({ to: '/recommendations/$recommendationId', params: { recommendationId: id } }) },
        )
      }
    />
  )
}
