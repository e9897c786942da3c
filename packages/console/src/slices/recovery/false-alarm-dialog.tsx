/** A person's word that what was found in a restore point is a false alarm. */
import { Button, Modal, TextInput } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import { FormFailure } from '../../ui/messages.tsx'
import { useKeepingChange } from './queries.ts'

type Props = { deviceId: string; pointId: string; opened: boolean; close: () => void }

export function FalseAlarmDialog({ deviceId, pointId, opened, close }: Props): JSX.Element {
  return (
    <Modal opened={opened} onClose={close} title="This is a false alarm" centered>
      <Form deviceId={deviceId} pointId={pointId} close={close} />
    </Modal>
  )
}

function Form({ deviceId, pointId, close }: Omit<Props, 'opened'>): JSX.Element {
  const [why, setWhy] = useState('')
  const accept = useKeepingChange((reason: string) => ({
    method: 'POST',
    path: `/api/devices/${deviceId}/recovery/restore-points/${pointId}/false-alarm`,
    body: { why: reason },
  }))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    accept.mutate(why, { onSuccess: close })
  }
  return (
    <form className="stack" onSubmit={submit}>
      <p>
        It counts as clean from now on, and what it holds back may be removed by the keep rules. It holds for exactly what was found here,
        also in later restore points; anything else is an alarm again. Your name and the reason are kept.
      </p>
      <TextInput
        label="How do you know"
        required
        minLength={3}
        maxLength={500}
        value={why}
        onChange={({ currentTarget }) => setWhy(currentTarget.value)}
      />
      <FormFailure error={accept.error} />
      <Button type="submit" loading={accept.isPending}>
        I answer for it
      </Button>
    </form>
  )
}
