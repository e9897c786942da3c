/** Copies in other places: those that may have the keys of the backups, and how another is set up. */
import { Button, TextInput } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { CopiesSchema } from '@mainstay/contract/recovery'
import { type Answer, get } from '../../app/api.ts'
import { useMay, useMe } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { FormFailure } from '../../ui/messages.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { useKeepingChange } from './queries.ts'

const copiesQuery = queryOptions({
  queryKey: ['recovery', 'copies'],
  queryFn: ({ signal }) => get<Answer<typeof CopiesSchema>>('/api/copies', {}, signal),
})

export function Copies(): JSX.Element | null {
  const may = useMay('recovery.copy')
  const me = useMe()
  return may && me?.clients === 'all' ? <Listed /> : null
}

function Listed(): JSX.Element {
  const remove = useKeepingChange((id: string) => ({ method: 'DELETE', path: `/api/copies/${id}` }))
  return (
    <Section title="Copies in other places">
      <div className="card stack">
        <p className="soft">
          A copy pulls the backups to a machine that this server cannot reach, and keeps what is destroyed here. On that machine run{' '}
          <code>./mainstay copy key --dir DIR</code>, add the key that it shows, and start <code>./mainstay copy run</code> with a token of
          the scope <code>recovery.copy</code>.
        </p>
        <Loaded query={useQuery(copiesQuery)} skeleton={<RowsSkeleton rows={1} />}>
          {({ copies }) => (
            <>
              {copies.map((copy) => (
                <div key={copy.id} className="row-between">
                  <span>
                    {copy.name}{' '}
                    <span className="soft small">
                      added <Ago at={copy.madeAt} /> by {copy.madeBy}
                    </span>
                  </span>
                  <Button variant="subtle" size="compact-sm" aria-label={`Remove ${copy.name}`} onClick={() => remove.mutate(copy.id)}>
                    Remove
                  </Button>
                </div>
              ))}
            </>
          )}
        </Loaded>
        <FormFailure error={remove.error} />
        <Add />
      </div>
    </Section>
  )
}

function Add(): JSX.Element {
  const [name, setName] = useState('')
  const [publicKey, setKey] = useState('')
  const add = useKeepingChange((body: { name: string; publicKey: string }) => ({ method: 'POST', path: '/api/copies', body }))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    add.mutate(
      { name, publicKey: publicKey.trim() },
      {
        onSuccess: () => {
          setName('')
          setKey('')
        },
      },
    )
  }
  return (
    <form className="stack" onSubmit={submit}>
      <TextInput
        label="Name of the place"
        required
        maxLength={80}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <TextInput label="Its key" required value={publicKey} onChange={({ currentTarget }) => setKey(currentTarget.value)} />
      <FormFailure error={add.error} />
      <div>
        <Button type="submit" variant="default" loading={add.isPending}>
          Add the copy
        </Button>
      </div>
    </form>
  )
}
