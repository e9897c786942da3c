/** What is kept of a device, its delay and its room. A shorter delay is asked for, and another person approves it. */
import { Button, Modal, NumberInput, TextInput } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { DeviceKeeping } from '@mainstay/contract/recovery'
import { FormFailure } from '../../ui/messages.tsx'
import { useKeepingChange } from './queries.ts'

type Props = { keeping: DeviceKeeping; opened: boolean; close: () => void }

const RULES = [
  ['last', 'Newest restore points'],
  ['daily', 'Newest of each of so many days'],
  ['weekly', 'Newest of each of so many weeks'],
  ['monthly', 'Newest of each of so many months'],
  ['yearly', 'Newest of each of so many years'],
] as const
const MOST = { last: 1000, daily: 1000, weekly: 520, monthly: 240, yearly: 50 }
/** As the console shows sizes. */
const GB = 1e9

export function KeepingDialog({ keeping, opened, close }: Props): JSX.Element {
  return (
    <Modal opened={opened} onClose={close} title="What is kept" centered>
      <Form keeping={keeping} close={close} />
    </Modal>
  )
}

function Form({ keeping: { deviceId, settings }, close }: Omit<Props, 'opened'>): JSX.Element {
  const [keep, setKeep] = useState(settings.keep)
  const [delayDays, setDelay] = useState(settings.delayDays)
  const [gb, setGb] = useState<number | ''>(settings.quotaBytes === null ? '' : settings.quotaBytes / GB)
  const [why, setWhy] = useState('')
  const shorter = delayDays < settings.delayDays
  const base = `/api/devices/${deviceId}/recovery`
  const save = useKeepingChange((ask: boolean) =>
    ask
      ? { method: 'POST', path: `${base}/requests`, body: { kind: 'shorten', delayDays, why } }
      : { method: 'PUT', path: `${base}/keeping`, body: { keep, delayDays, quotaBytes: gb === '' ? null : Math.round(gb * GB) } },
  )
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    save.mutate(shorter, { onSuccess: close })
  }
  return (
    <form className="stack" onSubmit={submit}>
      {RULES.map(([rule, label]) => (
        <NumberInput
          key={rule}
          label={label}
          min={rule === 'last' ? 1 : 0}
          max={MOST[rule]}
          required
          hideControls
          disabled={shorter}
          value={keep[rule]}
          onChange={(value) => setKeep({ ...keep, [rule]: Number(value) })}
        />
      ))}
      <NumberInput
        label="From the decision until it is removed"
        suffix=" days"
        min={1}
        max={366}
        required
        hideControls
        value={delayDays}
        onChange={(value) => setDelay(Number(value))}
      />
      <NumberInput
        label="Room for its backups"
        description="Empty: no limit"
        suffix=" GB"
        min={0.001}
        hideControls
        disabled={shorter}
        value={gb}
        onChange={(value) => setGb(value === '' ? '' : Number(value))}
      />
      {shorter ? (
        <TextInput
          label="Why the delay has to be shorter"
          description="Another person with a second step at sign-in has to approve it."
          required
          minLength={3}
          maxLength={500}
          value={why}
          onChange={({ currentTarget }) => setWhy(currentTarget.value)}
        />
      ) : null}
      <FormFailure error={save.error} />
      <Button type="submit" loading={save.isPending}>
        {shorter ? 'Ask for it' : 'Save'}
      </Button>
    </form>
  )
}
