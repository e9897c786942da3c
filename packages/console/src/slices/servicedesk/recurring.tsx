/** Tickets that recur for a client, made from a template. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import { EVERY, type Every, type Template } from '@mainstay/contract/servicedesk'
import { Loaded } from '../../ui/loaded.tsx'
import { FormFailure } from '../../ui/messages.tsx'
import { useNow } from '../../ui/now.ts'
import { Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { clientsQuery } from '../clients/queries.ts'
import { recurringQuery, useAddRecurring, useRemoveRecurring } from './queries.ts'

export function RecurringSection({ templates, may }: { templates: readonly Template[]; may: boolean }): JSX.Element | null {
  const { data } = useQuery(clientsQuery)
  const [chosen, setChosen] = useState('')
  const clients = data?.clients ?? []
  const clientId = chosen || (clients[0]?.id ?? '')
  if (clientId === '') return null
  return (
    <Section title="What recurs">
      <div className="stack">
        <NativeSelect
          label="Client"
          value={clientId}
          data={clients.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(e) => setChosen(e.currentTarget.value)}
        />
        <OfClient clientId={clientId} may={may} />
        {may && templates.length > 0 ? <Add key={clientId} clientId={clientId} templates={templates} /> : null}
      </div>
    </Section>
  )
}

function OfClient({ clientId, may }: { clientId: string; may: boolean }): JSX.Element {
  const remove = useRemoveRecurring(clientId)
  return (
    <Loaded query={useQuery(recurringQuery(clientId))} skeleton={<RowsSkeleton rows={2} />}>
      {({ recurring }) =>
        recurring.length === 0 ? (
          <p className="soft">Nothing recurs for this client.</p>
        ) : (
          <>
            <TableCard label="Recurring tickets">
              <table className="table">
                <thead>
                  <tr>
                    <th>What</th>
                    <th>Every</th>
                    <th>Next on</th>
                    {may ? <th aria-label="Remove" /> : null}
                  </tr>
                </thead>
                <tbody>
                  {recurring.map(({ id, subject, every, nextOn }) => (
                    <tr key={id}>
                      <td>{subject}</td>
                      <td>{every}</td>
                      <td className="nowrap">{nextOn}</td>
                      {may ? (
                        <td>
                          <Button variant="subtle" size="compact-sm" aria-label={`Remove: ${subject}`} onClick={() => remove.mutate(id)}>
                            Remove
                          </Button>
                        </td>
                      ) : null}
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableCard>
            <FormFailure error={remove.error} />
          </>
        )
      }
    </Loaded>
  )
}

function Add({ clientId, templates }: { clientId: string; templates: readonly Template[] }): JSX.Element {
  const now = useNow()
  const [templateId, setTemplateId] = useState(templates[0]?.id ?? '')
  const [every, setEvery] = useState<Every>('month')
  const [firstOn, setFirstOn] = useState(() => new Date(now).toISOString().slice(0, 10))
  const add = useAddRecurring(clientId)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const template = templates.find(({ id }) => id === templateId)
    if (template === undefined) return
    const { id: _id, name: _name, ...work } = template
    add.mutate({ ...work, every, firstOn })
  }
  return (
    <form className="card stack" onSubmit={submit} aria-label="Let a template recur">
      <div className="columns-2">
        <NativeSelect
          label="Template"
          value={templateId}
          data={templates.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(e) => setTemplateId(e.currentTarget.value)}
        />
        <NativeSelect
          label="Every"
          value={every}
          data={[...EVERY]}
          onChange={(e) => setEvery(EVERY.find((one) => one === e.currentTarget.value) ?? 'month')}
        />
        <TextInput label="First day" type="date" required value={firstOn} onChange={(e) => setFirstOn(e.currentTarget.value)} />
      </div>
      <FormFailure error={add.error} />
      <div className="row">
        <Button type="submit" variant="default" loading={add.isPending}>
          Let it recur
        </Button>
        <span className="soft">It stays as the template is now, also when that changes.</span>
      </div>
    </form>
  )
}
