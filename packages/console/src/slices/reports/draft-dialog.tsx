/** Drafting the report of a month from the records. */
import { Button, Modal, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type JSX, type SubmitEvent, useState } from 'react'
import { FormFailure } from '../../ui/messages.tsx'
import { useNow } from '../../ui/now.ts'
import { clientsQuery } from '../clients/queries.ts'
import { useDraftReport } from './queries.ts'
import { draftableMonths } from './wording.ts'

/** `clientId`: chosen already, on a client's own page. */
type DraftDialogProps = { opened: boolean; close: () => void; clientId?: string }

export function DraftDialog({ opened, close, clientId }: DraftDialogProps): JSX.Element {
  return (
    <Modal opened={opened} onClose={close} title="Draft a report" centered>
      <Form chosen={clientId} close={close} />
    </Modal>
  )
}

function Form({ chosen, close }: { chosen: string | undefined; close: () => void }): JSX.Element {
  const { data } = useQuery(clientsQuery)
  const clients = data?.clients ?? []
  const [picked, setPicked] = useState(chosen)
  const clientId = picked ?? clients[0]?.id ?? ''
  const months = draftableMonths(
    useNow(),
    clients.find(({ id }) => id === clientId),
  )
  const [month, setMonth] = useState<string>()
  const draft = useDraftReport()
  const navigate = useNavigate()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    draft.mutate(
      { clientId, month: month ?? months[0]?.value ?? '' },
      {
        onSuccess: ({ id }) => {
          close()
          void navigate({ to: '/reports/$reportId', params: { reportId: id } })
        },
      },
    )
  }
  return (
    <form className="stack" onSubmit={submit}>
      {chosen === undefined ? (
        <NativeSelect
          label="Client"
          value={clientId}
          data={clients.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={({ currentTarget }) => setPicked(currentTarget.value)}
        />
      ) : null}
      <NativeSelect
        label="Month"
        description="The present month can be drafted too; it says as of when."
        value={month ?? months[0]?.value ?? ''}
        data={months}
        onChange={({ currentTarget }) => setMonth(currentTarget.value)}
      />
      <FormFailure error={draft.error} />
      <Button type="submit" loading={draft.isPending} disabled={clientId === ''}>
        Make the draft
      </Button>
    </form>
  )
}
