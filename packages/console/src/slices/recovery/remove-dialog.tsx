/** Removing a restore point: after the delay, or at once, which takes two people. */
import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import { FormFailure } from '../../ui/messages.tsx'
import { useKeepingChange } from './queries.ts'

type Props = { deviceId: string; pointId: string; planned: boolean; opened: boolean; close: () => void }

export function RemoveDialog({ deviceId, pointId, planned, opened, close }: Props): JSX.Element {
  return (
    <Modal opened={opened} onClose={close} title="Remove a restore point" centered>
      <Form deviceId={deviceId} pointId={pointId} planned={planned} close={close} />
    </Modal>
  )
}

function Form({ deviceId, pointId, planned, close }: Omit<Props, 'opened'>): JSX.Element {
  const [why, setWhy] = useState('')
  const [atOnce, setAtOnce] = useState(planned)
  const base = `/api/devices/${deviceId}/recovery`
  const remove = useKeepingChange((o: { why: string; atOnce: boolean }) =>
    o.atOnce
      ? { method: 'POST', path: `${base}/requests`, body: { kind: 'purge', restorePointId: pointId, why: o.why } }
      : { method: 'POST', path: `${base}/restore-points/${pointId}/removal`, body: { why: o.why } },
  )
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    remove.mutate({ why, atOnce }, { onSuccess: close })
  }
  return (
    <form className="stack" onSubmit={submit}>
      <TextInput
        label="Why"
        required
        minLength={3}
        maxLength={500}
        value={why}
        onChange={({ currentTarget }) => setWhy(currentTarget.value)}
      />
      <Checkbox
        label="At once: another person has to approve it"
        checked={atOnce}
        disabled={planned}
        onChange={({ currentTarget }) => setAtOnce(currentTarget.checked)}
      />
      {atOnce ? null : <p className="soft">It goes after the delay, and can be kept after all until then.</p>}
      <FormFailure error={remove.error} />
      <Button type="submit" loading={remove.isPending}>
        {atOnce ? 'Ask for it' : 'Plan the removal'}
      </Button>
    </form>
  )
}
