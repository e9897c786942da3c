/** What is kept of a device, its delay and its room. A shorter delay is asked for, and another person approves it. */
import { Button, Modal, NumberInput, TextInput } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { DeviceKeeping } from '@mainstay/contract/recovery'
import { FormFailure } from '../../ui/messages.tsx'
import { useKeepingChange } from './queries.ts'

type Props = { keeping: DeviceKeeping; opened: boolean; close: () => void }

const RULES = ['last', 'daily', 'weekly', 'monthly', 'yearly'] as const
const MOST = { last: 1000, daily: 1000, weekly: 520, monthly: 240, yearly: 50 }
const GIB = 1024 ** 3

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
  const [gib, setGib] = useState<number | ''>(settings.quotaBytes === null ? '' : settings.quotaBytes / GIB)
  const [why, setWhy] = useState('')
  const shorter = delayDays < settings.delayDays
  const base = `/api/devices/${deviceId}/recovery`
  const save = useKeepingChange((ask: boolean) =>
    ask
      ? { method: 'POST', path: `${base}/requests`, body: { kind: 'shorten', delayDays, why } }
      : { method: 'PUT', path: `${base}/keeping`, body: { keep, delayDays, quotaBytes: gib === '' ? null : Math.round(gib * GIB) } },
  )
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    save.mutate(shorter, { onSuccess: close })
  }
  return (
    <form className="stack" onSubmit={submit}>
      {RULES.map((rule) => (
        <NumberInput
          key={rule}
          label={rule === 'last' ? 'The last' : `The newest of each, ${rule}`}
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
        suffix=" GiB"
        min={0.001}
        hideControls
        disabled={shorter}
        value={gib}
        onChange={(value) => setGib(value === '' ? '' : Number(value))}
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
