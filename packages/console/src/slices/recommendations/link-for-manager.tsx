/** A link that leads one manager of the client to this decision, once they have signed in. */
import { Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Command } from '../../ui/command.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, FormFailure } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { decidersQuery, useMakeLink } from './queries.ts'

export function LinkForManager({ recommendationId }: { recommendationId: string }): JSX.Element {
  return (
    <Section title="Who answers">
      <Loaded query={useQuery(decidersQuery(recommendationId))} skeleton={<RowsSkeleton rows={1} />}>
        {({ people }) =>
          people.length === 0 ? (
            <Empty title="No manager of this client can sign in yet">Invite one on the page People; only they can answer.</Empty>
          ) : (
            <Choose recommendationId={recommendationId} people={people} />
          )
        }
      </Loaded>
    </Section>
  )
}

function Choose({ recommendationId, people }: { recommendationId: string; people: { id: string; name: string }[] }): JSX.Element {
  const [personId, setPersonId] = useState(people[0]?.id ?? '')
  const make = useMakeLink(recommendationId)
  return (
    <div className="card stack">
      <p>It stands in the portal of each manager under “Decisions”. A link leads one of them straight to it, after they have signed in.</p>
      <div className="row">
        <NativeSelect
          aria-label="Manager"
          value={personId}
          data={people.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={({ currentTarget }) => setPersonId(currentTarget.value)}
        />
        <Button variant="default" loading={make.isPending} onClick={() => make.mutate(personId)}>
          Make a link
        </Button>
      </div>
      <FormFailure error={make.error} />
      {make.data ? (
        <>
          <p>
            For {make.data.personName} alone, good for one answer, until {make.data.expiresAt.slice(0, 10)}:
          </p>
          <Command text={`${location.origin}${make.data.path}`} />
        </>
      ) : null}
    </div>
  )
}
